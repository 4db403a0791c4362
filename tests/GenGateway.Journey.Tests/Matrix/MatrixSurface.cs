using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>How the clients of one route write questions and read answers.</summary>
internal abstract class MatrixSurface
{
    public abstract string Name { get; }

    public abstract string Path { get; }

    /// <summary>The route has streams.</summary>
    public virtual bool CanStream => true;

    /// <summary>The route has tools and their results.</summary>
    public virtual bool HasTools => false;

    /// <summary>The route takes pictures.</summary>
    public virtual bool TakesPictures => false;

    /// <summary>The route takes stop texts.</summary>
    public virtual bool TakesStops => true;

    /// <summary>What it asks is a text to be continued, with no roles.</summary>
    public virtual bool IsRaw => false;

    public virtual string StreamType => "text/event-stream";

    public abstract JsonObject Body(string model, MatrixQuestion question);

    public abstract MatrixAnswer Whole(JsonElement answer);

    /// <summary>Fails where something follows the end.</summary>
    public abstract MatrixAnswer Streamed(IReadOnlyList<StreamedEvent> events);

    /// <summary>An error in the route's own shape; returns its message.</summary>
    public abstract string Error(WireAnswer answer, int status);

    protected static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    protected static int? Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    /// <summary>The members of an array; none where it is absent or null.</summary>
    protected static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    protected static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    /// <summary>Arguments without the blanks in which servers differ.</summary>
    protected static string Compact(string arguments) => JsonNode.Parse(arguments)!.ToJsonString();
}
