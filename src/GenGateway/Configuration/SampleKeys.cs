namespace GenGateway.Configuration;

/// <summary>Keys that stand in public documentation, ours or a predecessor's: whoever has read it has the key.</summary>
internal static class SampleKeys
{
    public static IReadOnlyList<string> All { get; } =
    [
        "your-api-key",
        "your-api-key-here",
        "dev-api-key-12345",
        "sk-test-key-1",
        "sk-test-key-2",
        "test-api-key-1",
        "gg-a-plain-string-has-every-right",
    ];
}
