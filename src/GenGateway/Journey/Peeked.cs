namespace GenGateway.Journey;

/// <summary>What was seen of a body in passing, without decoding it: what routing needs, and where the relay's edits go. Ranges are offsets into the body.</summary>
public sealed record Peeked
{
    /// <summary>The model's name, or null where none was given.</summary>
    public string? Model { get; init; }

    /// <summary>The backend that the client insists on, or null.</summary>
    public string? Backend { get; init; }

    /// <summary>Whether anything is asked: a text or a list that is not empty.</summary>
    public bool HasInput { get; init; }

    /// <summary>Whether the client reads along.</summary>
    public bool Stream { get; init; }

    /// <summary>Most tokens to generate, or null where the client left it out.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Choices asked for, at least 1.</summary>
    public int N { get; init; } = 1;

    /// <summary>Inputs of a request for vectors; 0 where nobody counts them.</summary>
    public int Inputs { get; init; }

    /// <summary>Whether the client asked for the extra usage chunk.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Behind the brace that opens the object.</summary>
    public int Open { get; init; }

    /// <summary>The model's value with its quotes (or <c>null</c>); null where there is none.</summary>
    public ByteRange? ModelValue { get; init; }

    /// <summary>The gateway's own member (<c>backend</c>) with the comma that falls with it; null where there is none.</summary>
    public ByteRange? OwnMember { get; init; }

    /// <summary>The value of <c>stream_options</c>, an object or <c>null</c>; null where there is none.</summary>
    public ByteRange? StreamOptions { get; init; }

    /// <summary>The value of <c>stream_options.include_usage</c>; null where there is none.</summary>
    public ByteRange? IncludeUsageValue { get; init; }

    /// <summary>Whether <see cref="StreamOptions"/> is an object with members.</summary>
    public bool HasStreamOptions { get; init; }
}
