using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Writing;

/// <summary>An answer's own id and date.</summary>
internal readonly record struct Stamp(string Id, long Created)
{
    /// <summary>Writes the members that every object of OpenAI's answers begins with.</summary>
    /// <param name="json">Within the object.</param>
    /// <param name="kind">The member <c>object</c>.</param>
    /// <param name="model">The model as the client knows it.</param>
    public void Write(Utf8JsonWriter json, string kind, string model)
    {
        json.WriteString("id", Id);
        json.WriteString("object", kind);
        json.WriteNumber("created", Created);
        json.WriteString("model", model);
    }

    public static Stamp Now(string prefix, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new(prefix + TimedId.New(now).ToString("N"), now.ToUnixTimeSeconds());
    }
}
