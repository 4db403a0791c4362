using System.Collections.Frozen;

namespace GenGateway.Configuration;

/// <summary>What a backend may speak.</summary>
public static class BackendProtocols
{
    private static readonly FrozenSet<string> TextOnly = FrozenSet.Create("anthropic", "ollama", "tgi");
    private static readonly FrozenSet<string> ImageOnly = FrozenSet.Create("a1111", "comfyui", "midjourney", "akash", "grpc");
    private static readonly FrozenSet<string> WithoutEndpoints = FrozenSet.Create("onnx", "akash");

    /// <summary>Every word of <c>protocol</c>.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["http", "openai", "anthropic", "ollama", "tgi", "a1111", "comfyui", "midjourney", "akash", "grpc", "onnx"];

    /// <summary>The one type that the protocol can have, or null where it can have any.</summary>
    public static BackendType? OnlyType(string protocol) =>
        TextOnly.Contains(protocol) ? BackendType.Text : ImageOnly.Contains(protocol) ? BackendType.Image : null;

    /// <summary>Whether an entry must list endpoints.</summary>
    public static bool NeedsEndpoints(string protocol) => !WithoutEndpoints.Contains(protocol);
}
