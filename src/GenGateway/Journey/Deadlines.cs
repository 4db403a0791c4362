namespace GenGateway.Journey;

/// <summary>The limits of one candidate, all of them set.</summary>
/// <param name="Connect">For a new connection to the backend.</param>
/// <param name="FirstToken">From each dispatch to a stream's first content; does not concern whole answers.</param>
/// <param name="BetweenTokens">Between two contents of a stream, the client's own slowness not counted.</param>
/// <param name="Total">From the request's arrival to its last byte, for streams.</param>
/// <param name="WholeTotal">The same, for answers that are not streamed.</param>
public sealed record Deadlines(TimeSpan Connect, TimeSpan FirstToken, TimeSpan BetweenTokens, TimeSpan Total, TimeSpan WholeTotal)
{
    /// <summary>The defaults of <c>routing.deadlines</c>.</summary>
    public static Deadlines Default { get; } =
        new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
}
