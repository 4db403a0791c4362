namespace GenGateway.Backends.Dialects;

/// <summary>What a server speaks, and where.</summary>
/// <param name="Name">The dialect.</param>
/// <param name="Path">Where its routes lie below the endpoint's address; empty: there.</param>
public sealed record FoundDialect(string Name, string Path);
