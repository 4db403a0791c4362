namespace GenGateway.Configuration;

/// <summary>Section <c>routing</c>, and the parts that a backend has too.</summary>
internal static class RoutingBinder
{
    /// <param name="routing">The section.</param>
    /// <param name="yielding">Where the default models stand that yield; null: none does.</param>
    public static RoutingConfig Bind(SectionBinder routing, ConfigOrigin? yielding)
    {
        var models = routing.Section("default_models");
        var defaults = new DefaultModels(models.TextOrNull("chat"), models.TextOrNull("completion"), models.Later.TextOrNull("embedding"), models.Later.TextOrNull("image"))
        {
            ChatYields = models.IsWritten("chat") && models.OriginOf("chat") == yielding,
            CompletionYields = models.IsWritten("completion") && models.OriginOf("completion") == yielding,
        };
        var strategy = Strategy(routing, "default_strategy");
        if (strategy != BalancingPolicy.RoundRobin) routing.NotYet("default_strategy");
        var ofModels = new Dictionary<string, DeadlinesConfig>();
        foreach (var (name, model) in routing.Sections("models"))
        {
            var deadlines = Deadlines(model.Section("deadlines"));
            if (deadlines != DeadlinesConfig.None) ofModels[name] = deadlines;
            PendingSettings.BindModel(model.Later);
        }

        return new RoutingConfig(
            defaults,
            routing.TextMap("model_mappings", SettingRules.NotEmpty),
            routing.TextMap("aliases", SettingRules.NotEmpty),
            Deadlines(routing.Section("deadlines"), 5_000, 30_000, 30_000, 600_000),
            ValueMap.Of(ofModels),
            strategy);
    }

    public static BalancingPolicy Strategy(SectionBinder section, string name) => section.Choice(
        name,
        BalancingPolicy.RoundRobin,
        ("round_robin", BalancingPolicy.RoundRobin),
        ("weighted_round_robin", BalancingPolicy.WeightedRoundRobin),
        ("random", BalancingPolicy.Random),
        ("least_connections", BalancingPolicy.LeastConnections),
        ("least_latency", BalancingPolicy.LeastLatency));

    public static DeadlinesConfig Deadlines(SectionBinder deadlines, long? connect = null, long? first = null, long? between = null, long? total = null) => new(
        deadlines.MillisecondsOrNull("connect_ms", GatewayBinder.MostMilliseconds, connect),
        deadlines.MillisecondsOrNull("first_token_ms", GatewayBinder.MostMilliseconds, first),
        deadlines.MillisecondsOrNull("between_tokens_ms", GatewayBinder.MostMilliseconds, between),
        deadlines.MillisecondsOrNull("total_ms", GatewayBinder.MostMilliseconds, total));
}
