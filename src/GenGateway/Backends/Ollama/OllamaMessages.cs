using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Writes <c>messages</c> as Ollama has them: text in one piece, pictures beside it, arguments as objects.</summary>
internal static class OllamaMessages
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages)
    {
        var called = new Dictionary<string, string>(StringComparer.Ordinal);
        json.WriteStartArray("messages");
        foreach (var message in messages)
        {
            foreach (var call in message.ToolCalls)
                called[call.Id] = call.Name;
            json.WriteStartObject();
            // OpenAI's newer word for the same thing.
            json.WriteString("role", message.Role == "developer" ? "system" : message.Role);
            json.WriteText("content", message.Text);
            if (message.Reasoning is not null)
                json.WriteText("thinking", message.Reasoning);
            WritePictures(json, message.Parts);
            if (message.ToolCalls.Count > 0)
                WriteCalls(json, message.ToolCalls);
            if (message.ToolCallId is { } id)
            {
                json.WriteString("tool_call_id", id);
                // Ollama's templates put the tool's name where others put the id.
                if (called.TryGetValue(id, out var name))
                    json.WriteString("tool_name", name);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePictures(Utf8JsonWriter json, IReadOnlyList<ChatPart> parts)
    {
        if (!parts.Any(static part => part is ChatPart.Image))
            return;
        json.WriteStartArray("images");
        foreach (var image in parts.OfType<ChatPart.Image>())
            json.WriteTextValue(image.Base64);
        json.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<ToolCall> calls)
    {
        json.WriteStartArray("tool_calls");
        for (var i = 0; i < calls.Count; i++)
        {
            json.WriteStartObject();
            if (calls[i].Id.Length > 0)
                json.WriteString("id", calls[i].Id);
            json.WriteStartObject("function");
            json.WriteNumber("index", i);
            json.WriteString("name", calls[i].Name);
            RequestJson.WriteRaw(json, "arguments", calls[i].Arguments.Length == 0 ? "{}" : calls[i].Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
