namespace GenGateway.Configuration;

/// <summary>Binds the settings that are in effect to records; the one place where their names, defaults and limits stand.</summary>
internal static class GatewayBinder
{
    private const int MostSeconds = 31 * 24 * 3600;

    /// <summary>Binds <paramref name="root"/>; where something is wrong the report says so and the default stands in.</summary>
    public static GatewayConfig Bind(ConfigNode root, ConfigNode? keyVariable, LoadReport report)
    {
        var names = new SettingNames();
        var all = new SectionBinder(root, "", names, report);
        var config = new GatewayConfig(
            all.Text("version", "1.0", text => text is "1.0" or "1" ? null : "is not a version that this program reads; it reads 1.0"),
            Server(all.Section("server")),
            Auth(all.Section("auth"), keyVariable, report),
            Cors(all.Section("cors")),
            Routing(all.Section("routing")),
            Queue(all.Section("queue")),
            Engine(all.Section("engine")),
            Limits(all.Section("limits")),
            Logging(all.Section("logging")));
        all.Finish();
        names.Settle(report);
        return config;
    }

    private static ServerConfig Server(SectionBinder server)
    {
        var bound = new ServerConfig(
            server.Text("host", "127.0.0.1", SettingRules.Host),
            server.Number("port", 8080, 0, 65535, "0 = any free port"),
            server.Number("max_body_bytes", 33_554_432L, 1, 1L << 30),
            server.Number("max_connections", 10_000, 1, 1_000_000),
            TimeSpan.FromSeconds(server.Number("drain_timeout_secs", 30, 0, MostSeconds)));
        server.Finish();
        return bound;
    }

    private static AuthConfig Auth(SectionBinder auth, ConfigNode? keyVariable, LoadReport report)
    {
        var enabled = auth.Flag("enabled", true);
        var anonymous = auth.Flag("allow_anonymous", false);
        var keys = new List<ApiKey>();
        foreach (var node in auth.Items("api_keys").Concat(keyVariable is null ? [] : [keyVariable]))
        {
            // No message here shows the text.
            if (node.Kind == ConfigNodeKind.Section)
            {
                report.Error(node.Origin, node.Path, "a key written as a section (name, env, scopes …) is not read by this version; it reads plain strings: - \"the-key\"");
            }
            else if (node.Kind != ConfigNodeKind.Value)
            {
                report.Error(node.Origin, node.Path, "must be a key, a plain string: - \"the-key\"");
            }
            else if (SettingRules.ApiKey(node.Text) is { } problem)
            {
                report.Error(node.Origin, node.Path, problem);
            }
            else
            {
                keys.Add(ApiKey.From(new Secret(node.Text), node.Origin));
            }
        }

        var bound = new AuthConfig(enabled, anonymous, new ApiKeySet(keys), auth.Texts("bypass_paths", SettingRules.BypassPath));
        auth.Finish();
        return bound;
    }

    private static CorsConfig Cors(SectionBinder cors)
    {
        var bound = new CorsConfig(cors.Flag("enabled", false), cors.Texts("allowed_origins", SettingRules.Origin));
        cors.Finish();
        return bound;
    }

    private static RoutingConfig Routing(SectionBinder routing)
    {
        var models = routing.Section("default_models");
        var bound = new DefaultModels(models.TextOrNull("chat"), models.TextOrNull("completion"), models.TextOrNull("embedding"), models.TextOrNull("image"));
        models.Finish();
        routing.Finish();
        return new RoutingConfig(bound);
    }

    private static QueueConfig Queue(SectionBinder queue)
    {
        var bound = new QueueConfig(queue.Number("max_size", 1000, 1, 10_000_000), TimeSpan.FromSeconds(queue.Number("timeout_secs", 300, 1, MostSeconds)));
        queue.Finish();
        return bound;
    }

    private static EngineConfig Engine(SectionBinder engine)
    {
        var enabled = engine.Flag("enabled", true);
        var path = engine.Text("models_path", "./models", SettingRules.DirectoryPath);
        var threads = engine.Number("threads", 0, 0, 1024, "0 = all cores");
        var sequences = engine.Number("max_sequences", 16, 1, 1024);
        engine.Finish();
        return new EngineConfig(enabled, path, threads, sequences);
    }

    private static LimitsConfig Limits(SectionBinder limits)
    {
        var bound = new LimitsConfig(limits.Number("answer_bytes", 67_108_864L, 1, 1L << 40));
        limits.Finish();
        return bound;
    }

    private static LoggingConfig Logging(SectionBinder logging)
    {
        var level = logging.Choice("level", LoggingLevel.Info, ("trace", LoggingLevel.Trace), ("debug", LoggingLevel.Debug), ("info", LoggingLevel.Info), ("warn", LoggingLevel.Warn), ("error", LoggingLevel.Error));
        var format = logging.Choice("format", LoggingFormat.Json, ("json", LoggingFormat.Json), ("pretty", LoggingFormat.Pretty));
        logging.Finish();
        return new LoggingConfig(level, format);
    }
}
