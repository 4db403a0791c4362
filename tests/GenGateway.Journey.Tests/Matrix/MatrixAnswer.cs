namespace GenGateway.Journey.Tests.Matrix;

/// <summary>An answer in the words of OpenAI, whatever surface it came through.</summary>
internal sealed record MatrixAnswer
{
    public string Text { get; init; } = "";

    /// <summary><c>stop</c>, <c>length</c> or <c>tool_calls</c>; null where nothing was said.</summary>
    public string? Finish { get; init; }

    /// <summary>Null where the surface has no such count, or the backend told none.</summary>
    public int? PromptTokens { get; init; }

    public int? CompletionTokens { get; init; }

    public IReadOnlyList<MatrixCall> Calls { get; init; } = [];

    /// <summary>The message of the error that ended a stream.</summary>
    public string? Error { get; init; }

    /// <summary>The surface's sign of success came.</summary>
    public bool Done { get; init; }
}
