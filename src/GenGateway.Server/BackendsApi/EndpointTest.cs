namespace GenGateway.Server.BackendsApi;

/// <summary>What an endpoint answered when it was asked for its models.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Reachable">Whether it answered at all; within the gateway: whether it can serve.</param>
/// <param name="Status">The HTTP status; null: no answer, or not over HTTP.</param>
/// <param name="Models">The models that it names.</param>
/// <param name="Latency">From asking to the whole answer.</param>
/// <param name="Reason">What is wrong; null: nothing.</param>
internal sealed record EndpointTest(string Address, bool Reachable, int? Status, IReadOnlyList<string> Models, TimeSpan Latency, string? Reason);
