namespace GenGateway.Admission.Keys;

/// <summary>All stored keys as they were at one moment, oldest first, those that were revoked among them.</summary>
/// <param name="Stamp">Another one after every change, whoever made it.</param>
/// <param name="All">The keys.</param>
public sealed record StoredKeys(string Stamp, IReadOnlyList<StoredKey> All);
