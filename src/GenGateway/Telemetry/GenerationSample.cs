namespace GenGateway.Telemetry;

/// <summary>What is counted of one generation once it has ended.</summary>
/// <param name="Surface">The surface it came by; a name of ours.</param>
/// <param name="Model">The model's name as the answer carries it; null: none was found.</param>
/// <param name="Backend">Who answered, or was asked last; null: nobody.</param>
/// <param name="Status">The status, or the one it would have had.</param>
/// <param name="Attempts">Backends asked.</param>
public readonly record struct GenerationSample(string Surface, string? Model, string? Backend, int Status, int Attempts)
{
    /// <summary>The name under which lists show the model, where the client chose another; null: none was found.</summary>
    public string? CatalogueName { get; init; }

    /// <summary>The backend's work, where it answered.</summary>
    public TimeSpan? Answered { get; init; }

    /// <summary>From the request's arrival to its first content, where there was some.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>The wait for a turn, where the answer committed.</summary>
    public TimeSpan? Queued { get; init; }

    /// <summary>The gateway's own part up to the commit point.</summary>
    public TimeSpan? Overhead { get; init; }

    /// <summary>Tokens of the prompt; 0 where unknown.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens of the answer; 0 where unknown.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>US dollars, as the record has them; null where no price is known.</summary>
    public double? CostUsd { get; init; }
}
