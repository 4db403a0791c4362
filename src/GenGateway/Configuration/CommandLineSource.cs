namespace GenGateway.Configuration;

/// <summary>The command line: <c>--config FILE|DIR</c>, <c>--host</c>, <c>--port</c>, and <c>--set server.port=8081</c> for every setting.</summary>
/// <remarks>Options take their value after a space or a <c>=</c>; a later one replaces an earlier one. A leading <c>serve</c> is skipped.</remarks>
internal sealed class CommandLineSource
{
    private const string Forms = "--config FILE|DIR, --host HOST, --port PORT and --set setting=value";

    private static readonly string[] Commands = ["serve", "check", "keys", "lab"];

    /// <summary>What <c>--config</c> named, or null.</summary>
    public string? ConfigPath { get; private set; }

    public ConfigNode Settings { get; private set; } = ConfigNode.Nothing("", default);

    public static CommandLineSource Read(IReadOnlyList<string> arguments, LoadReport report)
    {
        var read = new CommandLineSource();
        var tree = new SettingTree(report);
        var first = arguments is ["serve", ..] ? 1 : 0;
        for (var i = first; i < arguments.Count; i++)
        {
            var equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            var option = equals < 0 ? arguments[i] : arguments[i][..equals];
            // What is no option is told by its place: behind a mistyped one stands its value, which may be a key.
            var origin = new ConfigOrigin(option.StartsWith('-') ? $"command line {ConfigText.Show(option)}" : $"command line, argument {i + 1}");
            if (option is not ("--config" or "--host" or "--port" or "--set"))
            {
                report.Error(origin, "", Unknown(option, i == 0));
                continue;
            }

            if (equals < 0 && i + 1 == arguments.Count)
            {
                report.Error(origin, "", "a value must follow");
                continue;
            }

            var value = equals < 0 ? arguments[++i] : arguments[i][(equals + 1)..];
            if (option == "--config")
            {
                read.ConfigPath = value;
            }
            else if (option == "--set")
            {
                Set(value, origin, tree, report);
            }
            else
            {
                tree.Add(option == "--host" ? "server.host" : "server.port", origin, value, again: true);
            }
        }

        read.Settings = tree.ToNode();
        return read;
    }

    // A word that begins the command line is no value of an option, so it may be shown.
    private static string Unknown(string option, bool isFirst)
    {
        var commands = isFirst && !option.StartsWith('-')
            ? $"{ConfigText.Show(option)} is no command; there are {string.Join(", ", Commands)}{(NearestName.Find(option, Commands) is { } near ? $"; did you mean {near}?" : "")}"
            : $"not an option; there are {Forms}";
        return $"{commands}; gengateway --help tells the commands";
    }

    private static void Set(string setting, ConfigOrigin origin, SettingTree tree, LoadReport report)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            report.Error(origin, "", "write --set setting=value, for example --set server.port=8081");
            return;
        }

        var path = setting[..equals];
        if (path.StartsWith("auth.api_keys", StringComparison.Ordinal))
        {
            report.Warnings.Add($"a key on the command line can be read by everyone on this machine; set {EnvironmentSource.ApiKeyVariable} instead");
        }

        tree.Add(path, new ConfigOrigin($"command line --set {path}"), setting[(equals + 1)..], again: true);
    }
}
