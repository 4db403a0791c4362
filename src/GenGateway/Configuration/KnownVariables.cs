namespace GenGateway.Configuration;

/// <summary>Variables of the predecessors that are settings under names of their own.</summary>
internal static class KnownVariables
{
    private const string DefaultModel = "INFERENCE_DEFAULT_MODEL_NAME";
    private const string Connection = "DATABASE_CONNECTION_STRING";
    private const string OtherConnection = "DATABASE_CONNECTION_STRING_VAR";
    private const string MigrationMode = "DATABASE_MIGRATION_MODE";

    /// <summary>Those that are known and without effect yet.</summary>
    public static readonly string[] Later = ["INFERENCE_DEFAULT_HF_MODEL_ID", "INFERENCE_DEFAULT_HF_MODEL_FILENAME"];

    /// <summary>Where the predecessors' default model is written; null: it is not.</summary>
    public static ConfigOrigin? DefaultModelOrigin(EnvironmentView environment) => environment.Variable(DefaultModel) is null ? null : environment.OriginOf(DefaultModel);

    /// <summary>What holds unless a file says otherwise.</summary>
    public static ConfigNode BelowFiles(EnvironmentView environment, LoadReport report)
    {
        var tree = new SettingTree(report);
        foreach (var capability in (ReadOnlySpan<string>)["chat", "completion"]) Add(tree, environment, DefaultModel, $"routing.default_models.{capability}");
        return tree.ToNode();
    }

    /// <summary>What wins over files, and yields to the variable that is named after the setting.</summary>
    public static ConfigNode AboveFiles(EnvironmentView environment, RustLog log, LoadReport report)
    {
        var tree = new SettingTree(report);
        if (log.Level is { } level) tree.Add("logging.level", environment.OriginOf(RustLog.Variable), level);

        // The values are not shown: they may hold passwords.
        var (one, other) = (environment.Variable(Connection), environment.Variable(OtherConnection));
        if (one is not null && other is not null && one != other) report.Error(environment.OriginOf(Connection), "", $"{OtherConnection} is set to something else; keep one of them");
        Add(tree, environment, one is null ? OtherConnection : Connection, "database.connection_string");
        Add(tree, environment, MigrationMode, "database.migration_mode");
        return tree.ToNode();
    }

    private static void Add(SettingTree tree, EnvironmentView environment, string variable, string setting)
    {
        if (environment.Variable(variable) is { } value) tree.Add(setting, environment.OriginOf(variable), value);
    }
}
