namespace GenGateway.Configuration;

/// <summary>How long the parts of an answer may take; null = not written here, so the next place decides.</summary>
/// <param name="Connect">Until a connection stands.</param>
/// <param name="FirstToken">From each dispatch until the first content.</param>
/// <param name="BetweenTokens">Between two pieces of content.</param>
/// <param name="Total">From admission to the last byte.</param>
public sealed record DeadlinesConfig(TimeSpan? Connect, TimeSpan? FirstToken, TimeSpan? BetweenTokens, TimeSpan? Total)
{
    /// <summary>Nothing written.</summary>
    public static DeadlinesConfig None { get; } = new(null, null, null, null);
}
