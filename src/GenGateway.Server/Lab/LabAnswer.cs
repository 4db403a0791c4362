using System.Globalization;

namespace GenGateway.Server.Lab;

/// <summary>An answer as a client understands it, whole or streamed.</summary>
internal sealed record LabAnswer
{
    public required int Status { get; init; }

    /// <summary>Whether it is a stream of events.</summary>
    public required bool IsStream { get; init; }

    /// <summary>By name, in any case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Every byte of the body, for looking for what must not be there.</summary>
    public required string Raw { get; init; }

    /// <summary>The connection broke instead of ending.</summary>
    public bool Broke { get; init; }

    /// <summary>The text of the first choice.</summary>
    public string Text { get; init; } = "";

    /// <summary>The last finish reason, or null.</summary>
    public string? Finish { get; init; }

    /// <summary>How often the success terminator came.</summary>
    public int Dones { get; init; }

    /// <summary>The error's code (its type where it has none), or null where there is no error.</summary>
    public string? Error { get; init; }

    /// <summary>The names under which models answered.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    public long? PromptTokens { get; init; }

    public long? CompletionTokens { get; init; }

    /// <summary>What no client may get: events that are no JSON, bytes that are no UTF-8, anything behind the end.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];

    /// <summary>A header, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>For people: the most important of it in a line.</summary>
    public override string ToString()
    {
        List<string> parts = [Status.ToString(CultureInfo.InvariantCulture)];
        if (Error is not null)
            parts.Add(IsStream ? $"error event {Error}" : Error);
        if (Text.Length > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Text.Length} characters"));
        if (Finish is not null)
            parts.Add($"finish {Finish}");
        if (Dones > 0)
            parts.Add("[DONE]");
        if (Header("Retry-After") is { } seconds)
            parts.Add($"Retry-After {seconds}");
        if (Broke)
            parts.Add("connection broke");
        parts.AddRange(Defects);
        return string.Join(", ", parts);
    }
}
