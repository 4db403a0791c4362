namespace GenGateway.Configuration;

/// <summary>Section <c>routing</c>: which model answers.</summary>
/// <param name="DefaultModels">The models of requests that name none.</param>
public sealed record RoutingConfig(DefaultModels DefaultModels);
