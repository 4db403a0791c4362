namespace GenGateway.Storage.Images;

/// <summary>What a round of cleaning deleted.</summary>
/// <param name="Count">Pictures.</param>
/// <param name="Bytes">What they took.</param>
public readonly record struct CleanedImages(int Count, long Bytes);
