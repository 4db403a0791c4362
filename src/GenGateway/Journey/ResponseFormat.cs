namespace GenGateway.Journey;

/// <summary>What the answer's text must be; no format at all: any text.</summary>
public abstract record ResponseFormat
{
    private ResponseFormat()
    {
    }

    /// <summary>A JSON object.</summary>
    public sealed record JsonObject : ResponseFormat;

    /// <summary>JSON that follows a schema.</summary>
    /// <param name="Name">The schema's name; null: not said.</param>
    /// <param name="Description">What it is for; null: not said.</param>
    /// <param name="Schema">The schema as the client wrote it.</param>
    /// <param name="Strict">Whether nothing may deviate from it; null: not said.</param>
    public sealed record JsonSchema(string? Name, string? Description, string Schema, bool? Strict) : ResponseFormat;
}
