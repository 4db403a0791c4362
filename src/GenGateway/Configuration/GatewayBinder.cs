namespace GenGateway.Configuration;

/// <summary>Binds settings to records. The names, defaults and limits of a section stand in its own binder, those of small sections here.</summary>
internal static class GatewayBinder
{
    public const int MostSeconds = 31 * 24 * 3600;
    public const long MostMilliseconds = MostSeconds * 1000L;

    private const long MostBytes = 1L << 40;
    private const int BytesInMb = 1024 * 1024;

    /// <summary>Binds <paramref name="root"/>; where something is wrong the report says so and the default stands in.</summary>
    /// <param name="root">What every source wrote.</param>
    /// <param name="environment">What references to variables are looked up in.</param>
    /// <param name="logTargets">The levels of <c>RUST_LOG</c> for categories.</param>
    /// <param name="report">Takes errors and warnings.</param>
    /// <param name="catalog">Takes the descriptions of all settings, where documents are made.</param>
    public static GatewayConfig Bind(
        ConfigNode root,
        EnvironmentView environment,
        IReadOnlyDictionary<string, LoggingLevel> logTargets,
        LoadReport report,
        SettingCatalog? catalog = null)
    {
        var names = new SettingNames { Catalog = catalog };
        var all = new SectionBinder(root, "", names, report);
        var defaults = BackendBinder.Defaults(all.Section("defaults"));
        var config = new GatewayConfig(
            all.Text("version", "1.0", text => text is "1.0" or "1" ? null : "is not a version that this program reads; it reads 1.0", "1.0"),
            ServerBinder.Bind(all.Section("server")),
            AuthBinder.Bind(all.Section("auth"), environment),
            RateLimitBinder.Bind(all),
            Cors(all.Section("cors")),
            RoutingBinder.Bind(all.Section("routing"), all.Section("load_balancer"), KnownVariables.DefaultModelOrigin(environment)),
            HealthBinder.Breaker(all.Section("breaker")),
            Queue(all.Section("queue")),
            Engine(all.Section("engine")),
            Limits(all.Section("limits")),
            LoggingBinder.Bind(all.Section("logging"), logTargets),
            SurfacesBinder.Bind(all.Section("surfaces")),
            SurfacesBinder.Listeners(all),
            ApiPathsBinder.Bind(all.Section("api")),
            Translation(all.Section("translation")),
            new StreamConfig(all.Section("stream").Seconds("ping_after_secs", 15, 1, 3600)),
            Prices(all),
            new JobsConfig(TimeSpan.FromHours(all.Section("jobs").Number("keep_hours", 24, 1, 24 * 365))),
            Records(all.Section("records")),
            Database(all.Section("database")),
            StorageBinder.Bind(all.Section("storage")),
            Metrics(all.Section("metrics")),
            BackendBinder.Bind(all, defaults),
            defaults);
        PendingSettings.Bind(all);
        foreach (var variable in KnownVariables.Later.Where(name => environment.Variable(name) is not null)) names.Later(variable, null);
        names.Settle(report);
        return config;
    }

    private static CorsConfig Cors(SectionBinder cors) => new(
        cors.Flag("enabled", false),
        cors.Texts("allowed_origins", SettingRules.Origin),
        cors.Texts("allowed_methods", SettingRules.Method, ["GET", "HEAD", "POST", "PATCH", "DELETE"]),
        cors.Texts("allowed_headers", SettingRules.HeaderName, [], "[] = those that the page asks for"),
        cors.Seconds("max_age_secs", 3600, 0, MostSeconds));

    private static TranslationConfig Translation(SectionBinder translation) => new(
        translation.Flag("strict", false),
        translation.Flag("fetch_images", true),
        translation.Flag("fetch_private", false));

    private static QueueConfig Queue(SectionBinder queue) => new(
        queue.Flag("enabled", true),
        queue.Number("max_size", 1000, 1, 10_000_000),
        queue.Seconds("timeout_secs", 300, 1, MostSeconds))
    {
        Batching = Batching(queue.Section("batching")),
    };

    private static BatchingConfig Batching(SectionBinder batching) => new(
        batching.Flag("enabled", true),
        batching.Number("max_batch_size", 8, 1, 1024),
        TimeSpan.FromMilliseconds(batching.Number("max_wait_ms", 100, 0, 60_000)));

    private static EngineConfig Engine(SectionBinder engine) => new(
        engine.Flag("enabled", true),
        engine.Text("models_path", "./models", SettingRules.DirectoryPath),
        engine.Number("threads", 0, 0, 1024, "0 = all cores"),
        engine.Number("max_sequences", 16, 1, 1024));

    private static LimitsConfig Limits(SectionBinder limits) => new(
        limits.Number("answer_bytes", 67_108_864L, 1, MostBytes),
        limits.Number("event_bytes", 8_388_608L, 1, MostBytes),
        MemoryAmount.Bytes(limits.Text("memory_in_flight", "25%", MemoryAmount.ProblemOf, "bytes, or a share of the memory such as 25%")),
        limits.Number("image_pixels", 67_108_864L, 1, MostBytes));

    private static IReadOnlyDictionary<string, PriceConfig> Prices(SectionBinder all)
    {
        const decimal most = 1_000_000;
        return ValueMap.Of(all.Sections("prices").Select(model => KeyValuePair.Create(model.Name, new PriceConfig(
            model.Section.DecimalOrNull("input_per_million", 0, most, "0") ?? 0,
            model.Section.DecimalOrNull("cached_input_per_million", 0, most, "input_per_million"),
            model.Section.DecimalOrNull("output_per_million", 0, most, "0") ?? 0,
            model.Section.DecimalOrNull("per_image", 0, most)))));
    }

    private static RecordsConfig Records(SectionBinder records) => new(
        records.Choice("text", RecordText.Full, ("full", RecordText.Full), ("hash", RecordText.Hash), ("none", RecordText.None)),
        records.Flag("fsync", false),
        records.Choice("on_full", FullJournal.DropAndCount, ("drop_and_count", FullJournal.DropAndCount), ("refuse", FullJournal.Refuse)),
        records.Number("journal_max_mb", 1024L, 1, MostBytes / BytesInMb) * BytesInMb);

    private static DatabaseConfig Database(SectionBinder database)
    {
        // Never shown: it may hold a password.
        const string standing = "sqlite:file:data/database.db?mode=rwc";
        database.Describe("connection_string", "text", standing, "sqlite:file:PATH?mode=rwc, sqlite://PATH, sqlite::memory:, postgres://…");
        var written = database.SecretOrNull("connection_string")?.Reveal();
        if (written is not null && string.IsNullOrWhiteSpace(written)) database.Error("connection_string", $"must not be blank; without this line it is {standing}");
        var mode = database.Choice("migration_mode", MigrationMode.CreateIfNotExists, ("create_if_not_exists", MigrationMode.CreateIfNotExists), ("drop_recreate", MigrationMode.DropRecreate));
        return new DatabaseConfig(written ?? standing, mode, database.OriginOf("connection_string"));
    }

    private static MetricsConfig Metrics(SectionBinder metrics)
    {
        var prometheus = metrics.Section("prometheus");
        var health = metrics.Section("health_check");
        return new MetricsConfig(
            metrics.Flag("enabled", true),
            prometheus.Flag("enabled", true),
            prometheus.Text("path", "/metrics", SettingRules.RoutePath, "a path"),
            health.Flag("detailed", true),
            health.Flag("include_backends", true));
    }
}
