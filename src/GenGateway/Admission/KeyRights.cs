using GenGateway.Journey;

namespace GenGateway.Admission;

/// <summary>What a key stands for, ready for every request. Immutable.</summary>
/// <param name="Name">Its public name in logs and records; where it has none, the place it was written at.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Models">The models it may use; empty: all.</param>
/// <param name="Expires">When it stops being one; null: never.</param>
public sealed record KeyRights(string Name, Scopes Scopes, IReadOnlyList<string> Models, DateTimeOffset? Expires);
