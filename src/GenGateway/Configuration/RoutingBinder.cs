namespace GenGateway.Configuration;

/// <summary>Section <c>routing</c>, and the parts that a backend has too.</summary>
internal static class RoutingBinder
{
    private const string Conversation = "conversation";

    /// <param name="routing">The section.</param>
    /// <param name="older">A predecessor's section of its own with the strategy.</param>
    /// <param name="yielding">Where the default models stand that yield; null: none does.</param>
    public static RoutingConfig Bind(SectionBinder routing, SectionBinder older, ConfigOrigin? yielding)
    {
        var models = routing.Section("default_models");
        var defaults = new DefaultModels(models.TextOrNull("chat"), models.TextOrNull("completion"), models.TextOrNull("embedding"), models.TextOrNull("image"))
        {
            ChatYields = models.IsWritten("chat") && models.OriginOf("chat") == yielding,
            CompletionYields = models.IsWritten("completion") && models.OriginOf("completion") == yielding,
        };
        var strategy = Strategy(routing, "default_strategy", StrategyOrNull(older, "strategy") ?? BalancingPolicy.RoundRobin);
        var sticky = new List<string>();
        var continuing = new Dictionary<string, bool>();
        var ofModels = new Dictionary<string, DeadlinesConfig>();
        foreach (var (name, model) in routing.Sections("models"))
        {
            var deadlines = Deadlines(model.Section("deadlines"));
            if (deadlines != DeadlinesConfig.None) ofModels[name] = deadlines;
            if (model.TextOrNull("sticky", text => SettingRules.OneOf(text, [Conversation]), Conversation) is not null) sticky.Add(name);
            if (OnStreamBreak(model, standing: "") is { } continues) continuing[name] = continues;
        }

        return new RoutingConfig(
            defaults,
            routing.TextMap("model_mappings", SettingRules.NotEmpty),
            routing.TextMap("aliases", SettingRules.NotEmpty),
            Deadlines(routing.Section("deadlines"), 5_000, 30_000, 30_000, 600_000),
            ValueMap.Of(ofModels),
            strategy,
            sticky)
        {
            Fallbacks = Fallbacks(routing.Section("fallbacks")),
            ContextFallbacks = routing.TextMap("context_fallbacks", SettingRules.NotEmpty),
            Retry = Retry(routing.Section("retry")),
            ContinuesOnBreak = OnStreamBreak(routing, standing: "error") ?? false,
            ModelsContinueOnBreak = continuing,
        };
    }

    public static BalancingPolicy? StrategyOrNull(SectionBinder section, string name) => Strategy<BalancingPolicy?>(section, name, null, static policy => policy);

    public static DeadlinesConfig Deadlines(SectionBinder deadlines, long? connect = null, long? first = null, long? between = null, long? total = null) => new(
        deadlines.MillisecondsOrNull("connect_ms", GatewayBinder.MostMilliseconds, connect),
        deadlines.MillisecondsOrNull("first_token_ms", GatewayBinder.MostMilliseconds, first),
        deadlines.MillisecondsOrNull("between_tokens_ms", GatewayBinder.MostMilliseconds, between),
        deadlines.MillisecondsOrNull("total_ms", GatewayBinder.MostMilliseconds, total));

    private static bool? OnStreamBreak(SectionBinder section, string standing)
    {
        const string name = "on_stream_break";
        section.Describe(name, "word", standing, "error, continue");
        return section.Choice(name, (bool?)null, ("error", false), ("continue", true));
    }

    // Names of the user's, each with a list.
    private static IReadOnlyDictionary<string, IReadOnlyList<string>> Fallbacks(SectionBinder fallbacks)
    {
        fallbacks.Describe("<name>", "list of texts", "");
        return ValueMap.Of(fallbacks.WrittenNames.ToArray().Select(name => KeyValuePair.Create(name, ValueList.Of(fallbacks.Texts(name, SettingRules.NotEmpty)))));
    }

    private static RetryConfig Retry(SectionBinder retry)
    {
        var standing = RetryConfig.Standing;
        return new(
            retry.Number("max_attempts", standing.MaxAttempts, 1, 100),
            TimeSpan.FromMilliseconds(retry.Number("backoff_ms", (int)standing.Backoff.TotalMilliseconds, 0, 60_000)),
            retry.Number("budget_percent", standing.BudgetPercent, 0, 100),
            retry.Number("budget_min", standing.BudgetMin, 0, 1_000_000));
    }

    private static BalancingPolicy Strategy(SectionBinder section, string name, BalancingPolicy otherwise) => Strategy(section, name, otherwise, static policy => policy);

    private static T Strategy<T>(SectionBinder section, string name, T otherwise, Func<BalancingPolicy, T> of) => section.Choice(
        name,
        otherwise,
        ("round_robin", of(BalancingPolicy.RoundRobin)),
        ("weighted_round_robin", of(BalancingPolicy.WeightedRoundRobin)),
        ("random", of(BalancingPolicy.Random)),
        ("least_connections", of(BalancingPolicy.LeastConnections)),
        ("least_latency", of(BalancingPolicy.LeastLatency)));
}
