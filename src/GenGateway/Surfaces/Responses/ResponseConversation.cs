using System.Buffers;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Responses;

/// <summary>The items of a conversation that goes on from response to response.</summary>
internal static class ResponseConversation
{
    // The field by which a client sends what was kept.
    private const string Earlier = "previous_response_id";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonGuard.MaxDepth * 2 };

    /// <summary>Reads the conversation up to a kept response, and what that said.</summary>
    /// <returns>False: what is kept cannot be read.</returns>
    public static bool Read(StoredResponse before, ResponseItems items, Faults faults)
    {
        try
        {
            using var conversation = JsonDocument.Parse(before.Conversation, Options);
            items.Read(conversation.RootElement, Earlier, faults);
            using var response = JsonDocument.Parse(before.Response, Options);
            items.Read(response.RootElement.GetProperty("output"), Earlier, faults);
            return faults.First is null;
        }
        catch (Exception thrown) when (thrown is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>All items up to a body's own, as one array.</summary>
    /// <param name="before">What it goes on from; null: nothing.</param>
    /// <param name="input">The body's <c>input</c>, a text or an array.</param>
    public static ReadOnlyMemory<byte> Join(StoredResponse? before, JsonElement input)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = Json.Writer(output);
        json.WriteStartArray();
        if (before is not null)
        {
            using var conversation = JsonDocument.Parse(before.Conversation, Options);
            WriteItems(json, conversation.RootElement);
            using var response = JsonDocument.Parse(before.Response, Options);
            WriteItems(json, response.RootElement.GetProperty("output"));
        }

        if (input.ValueKind == JsonValueKind.String)
        {
            json.WriteStartObject();
            json.WriteString("role", "user");
            json.WriteString("content", JsonText.Of(input));
            json.WriteEndObject();
        }
        else
        {
            WriteItems(json, input);
        }

        json.WriteEndArray();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WriteItems(Utf8JsonWriter json, JsonElement items)
    {
        foreach (var item in items.EnumerateArray())
            json.WriteRawValue(item.GetRawText(), skipInputValidation: true);
    }
}
