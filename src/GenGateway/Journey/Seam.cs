namespace GenGateway.Journey;

/// <summary>Where an answer that broke off goes on at another backend.</summary>
/// <param name="Offset">Characters (Unicode scalar values) of the answer that come from before it.</param>
/// <param name="From">The backend that broke off.</param>
/// <param name="To">The backend that goes on.</param>
public sealed record Seam(long Offset, string From, string To);
