using GenGateway.Errors;

namespace GenGateway.Backends.ComfyUi;

/// <summary>How it stands with a prompt.</summary>
internal abstract record ComfyState
{
    private ComfyState()
    {
    }

    /// <summary>It waits, or runs.</summary>
    public sealed record Open : ComfyState
    {
        public static Open Instance { get; } = new();
    }

    /// <summary>The server knows nothing of it: it was deleted there, or the server started anew.</summary>
    public sealed record Unknown : ComfyState
    {
        public static Unknown Instance { get; } = new();
    }

    /// <summary>It ended with pictures.</summary>
    /// <param name="Files">Those of the output node, in order.</param>
    public sealed record Done(IReadOnlyList<ComfyFile> Files) : ComfyState;

    /// <summary>It ended without.</summary>
    public sealed record Broken(Failure Failure) : ComfyState;
}
