namespace GenGateway.Configuration;

/// <summary>Section <c>routing</c>: which model answers.</summary>
/// <param name="DefaultModels">The models of requests that name none.</param>
/// <param name="ModelMappings">The backend that serves a model, by the model's name.</param>
/// <param name="Aliases">Other names: a model, or <c>backend/model</c>.</param>
/// <param name="Deadlines">For every model; each of the four is set.</param>
/// <param name="Models">By model's name, only for those with deadlines of their own.</param>
/// <param name="DefaultStrategy">How the next endpoint is chosen.</param>
/// <param name="Sticky">The models whose conversations stay at one endpoint.</param>
public sealed record RoutingConfig(
    DefaultModels DefaultModels,
    IReadOnlyDictionary<string, string> ModelMappings,
    IReadOnlyDictionary<string, string> Aliases,
    DeadlinesConfig Deadlines,
    IReadOnlyDictionary<string, DeadlinesConfig> Models,
    BalancingPolicy DefaultStrategy,
    IReadOnlyList<string> Sticky)
{
    /// <summary>The backend that serves a model, by the model's name.</summary>
    public IReadOnlyDictionary<string, string> ModelMappings { get; init => field = ValueMap.Of(value); } = ValueMap.Of(ModelMappings);

    /// <summary>Other names: a model, or <c>backend/model</c>.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init => field = ValueMap.Of(value); } = ValueMap.Of(Aliases);

    /// <summary>The models whose conversations stay at one endpoint.</summary>
    public IReadOnlyList<string> Sticky { get; init => field = ValueList.Of(value); } = ValueList.Of(Sticky);

    /// <summary>Backend or model → the backends and models that take over, in order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fallbacks { get; init => field = ValueMap.Of(value); } = ValueMap.Of<IReadOnlyList<string>>([]);

    /// <summary>Model → the one with a longer context that takes over what is too long.</summary>
    public IReadOnlyDictionary<string, string> ContextFallbacks { get; init => field = ValueMap.Of(value); } = ValueMap.Of<string>([]);

    /// <summary>Whether a chat that breaks off goes on at another backend.</summary>
    public bool ContinuesOnBreak { get; init; }

    /// <summary>The same by model's name, only for those that say it.</summary>
    public IReadOnlyDictionary<string, bool> ModelsContinueOnBreak { get; init => field = ValueMap.Of(value); } = ValueMap.Of<bool>([]);

    /// <summary>How often one request is tried.</summary>
    public RetryConfig Retry { get; init; } = RetryConfig.Standing;

    /// <summary>By model's name, only for those with deadlines of their own.</summary>
    public IReadOnlyDictionary<string, DeadlinesConfig> Models { get; init => field = ValueMap.Of(value); } = ValueMap.Of(Models);
}
