namespace GenGateway.Configuration;

/// <summary>Section <c>storage.cleanup</c>.</summary>
/// <param name="Enabled">Whether pictures are ever deleted.</param>
/// <param name="MaxAge">How old one may become; null: as old as it will.</param>
/// <param name="Interval">How often is looked.</param>
/// <param name="MaxTotalBytes">What all together may take; null: whatever they will.</param>
public sealed record StorageCleanupConfig(bool Enabled, TimeSpan? MaxAge, TimeSpan Interval, long? MaxTotalBytes);
