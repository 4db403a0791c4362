namespace GenGateway.Journey;

/// <summary>Limits as somebody wrote them; null: not written here, so that the next place decides.</summary>
/// <param name="Connect">For a new connection to the backend.</param>
/// <param name="FirstToken">From each dispatch to a stream's first content.</param>
/// <param name="BetweenTokens">Between two contents of a stream.</param>
/// <param name="Total">From the request's arrival to its last byte.</param>
/// <param name="WholeTotal">The same, for answers that are not streamed.</param>
public sealed record DeadlineOverrides(
    TimeSpan? Connect = null, TimeSpan? FirstToken = null, TimeSpan? BetweenTokens = null, TimeSpan? Total = null, TimeSpan? WholeTotal = null)
{
    /// <summary>Nothing was written.</summary>
    public static DeadlineOverrides None { get; } = new();

    /// <summary>The limits, where the first place that wrote one wins and <paramref name="rest"/> stands in for what nobody wrote.</summary>
    public static Deadlines Resolve(Deadlines rest, params ReadOnlySpan<DeadlineOverrides> places)
    {
        TimeSpan? connect = null, first = null, between = null, total = null, whole = null;
        foreach (var place in places)
        {
            connect ??= place.Connect;
            first ??= place.FirstToken;
            between ??= place.BetweenTokens;
            whole ??= place.WholeTotal ?? place.Total;
            total ??= place.Total;
        }

        return new(connect ?? rest.Connect, first ?? rest.FirstToken, between ?? rest.BetweenTokens, total ?? rest.Total, whole ?? rest.WholeTotal);
    }
}
