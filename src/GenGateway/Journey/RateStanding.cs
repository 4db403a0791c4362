namespace GenGateway.Journey;

/// <summary>How a limit stands.</summary>
/// <param name="Limit">What may be taken at once when nothing was taken for long.</param>
/// <param name="Remaining">What may be taken now, from 0.</param>
/// <param name="Reset">Until all of it may be taken again, if nothing more is.</param>
public readonly record struct RateStanding(long Limit, long Remaining, TimeSpan Reset);
