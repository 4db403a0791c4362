using System.Text.Json;
using GenGateway.Errors;

namespace GenGateway.Surfaces.Reading;

/// <summary>Turns a body's bytes into a JSON object, or says where they are none.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonGuard.MaxDepth };

    /// <returns>A document whose root is an object and whose bytes are valid UTF-8; it borrows <paramref name="body"/>.</returns>
    public static Outcome<JsonDocument> Parse(ReadOnlyMemory<byte> body)
    {
        if (!JsonGuard.Check(body).TryGet(out var bytes, out var failure))
            return failure;

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException thrown)
        {
            return JsonGuard.Malformed(thrown);
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        var kind = Fields.KindOf(document.RootElement);
        document.Dispose();
        return JsonGuard.NoObject(kind);
    }
}
