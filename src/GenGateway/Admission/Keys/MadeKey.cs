using GenGateway.Configuration;

namespace GenGateway.Admission.Keys;

/// <summary>A key that was just made or given another text: the one moment at which its text is known.</summary>
/// <param name="Key">As it is stored.</param>
/// <param name="Text">Its text; null where only its hash was given.</param>
/// <param name="IsFirst">Whether there was no key at all before it.</param>
public sealed record MadeKey(StoredKey Key, Secret? Text, bool IsFirst);
