namespace GenGateway.Journey.Tests.Matrix;

/// <summary>What a client asks, before a surface puts it into its own words.</summary>
internal sealed record MatrixQuestion
{
    /// <summary>A PNG's first bytes; nobody looks further.</summary>
    public const string Picture = "iVBORw0KGgo=";

    /// <summary>The one tool.</summary>
    public const string Tool = "get_weather";

    /// <summary>The schema of its arguments.</summary>
    public const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

    /// <summary>What it says when it was called.</summary>
    public const string Result = "eleven degrees";

    public string Text { get; init; } = "hello";

    public bool Streams { get; init; }

    public bool ShowsPicture { get; init; }

    public bool HasTool { get; init; }

    /// <summary>The call that was answered already; its result comes with the question.</summary>
    public MatrixCall? Called { get; init; }

    public string? Stop { get; init; }

    public int MaxTokens { get; init; } = 200;
}
