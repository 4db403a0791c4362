namespace GenGateway.Configuration;

/// <summary>Keys that stand in public documentation, ours or a predecessor's, and what people write in their place: everyone has them.</summary>
/// <remarks>Compared in any letter case. A test takes the samples out of our own files and holds them against this list.</remarks>
internal static class SampleKeys
{
    private static readonly HashSet<string> Written = new(StringComparer.OrdinalIgnoreCase)
    {
        // The predecessors' documents.
        "your-api-key", "your-api-key-here", "dev-api-key-12345", "sk-test-key-1", "sk-test-key-2", "test-api-key-1",
        // Ours: the configuration's examples, messages, the README.
        "gg-a-plain-string-has-every-right", "the-key", "<key>", "...", "…", "none",
        // What stands in everybody's samples.
        "your_api_key", "api-key", "apikey", "key", "changeme", "change-me", "password", "secret", "test", "test-key", "sk-test", "sk-test-key",
        "example", "dummy", "admin", "token", "xxx",
    };

    public static bool Contains(string key) => Written.Contains(key);

    /// <summary>Whether this is the SHA-256 of one of them as it stands above.</summary>
    public static bool ContainsHash(ReadOnlySpan<byte> hash)
    {
        foreach (var key in Written)
        {
            if (hash.SequenceEqual(ApiKey.Hash(key))) return true;
        }

        return false;
    }
}
