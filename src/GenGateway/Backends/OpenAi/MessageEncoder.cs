using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Writes <c>messages</c> as OpenAI has them.</summary>
internal static class MessageEncoder
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages)
    {
        json.WriteStartArray("messages");
        var shown = new List<ChatPart>();
        foreach (var message in messages)
        {
            if (message.Role != "tool")
                WriteShown(json, shown);
            Write(json, message, shown);
        }

        WriteShown(json, shown);
        json.WriteEndArray();
    }

    // A tool's message holds text alone: the pictures of its result follow the results, as the user's.
    private static void Write(Utf8JsonWriter json, ChatMessage message, List<ChatPart> shown)
    {
        var parts = message.Parts;
        if (message.Role == "tool" && parts.Any(static part => part is not ChatPart.Text))
        {
            shown.AddRange(parts.Where(static part => part is not ChatPart.Text));
            parts = [.. parts.OfType<ChatPart.Text>()];
        }

        json.WriteStartObject();
        json.WriteString("role", message.Role);
        WriteContent(json, parts, message.ToolCalls.Count > 0);
        if (message.Name is not null)
            json.WriteString("name", message.Name);
        if (message.ToolCalls.Count > 0)
            WriteCalls(json, message.ToolCalls);
        if (message.ToolCallId is not null)
            json.WriteString("tool_call_id", message.ToolCallId);
        json.WriteEndObject();
    }

    private static void WriteShown(Utf8JsonWriter json, List<ChatPart> shown)
    {
        if (shown.Count == 0)
            return;
        json.WriteStartObject();
        json.WriteString("role", "user");
        WriteContent(json, shown, hasCalls: false);
        json.WriteEndObject();
        shown.Clear();
    }

    private static void WriteContent(Utf8JsonWriter json, IReadOnlyList<ChatPart> parts, bool hasCalls)
    {
        switch (parts)
        {
            case [] when hasCalls:
                json.WriteNull("content");
                return;
            case []:
                json.WriteString("content", "");
                return;
            case [ChatPart.Text only]:
                json.WriteText("content", only.Content);
                return;
        }

        json.WriteStartArray("content");
        foreach (var part in parts)
        {
            json.WriteStartObject();
            switch (part)
            {
                case ChatPart.Text text:
                    json.WriteString("type", "text");
                    json.WriteText("text", text.Content);
                    break;
                case ChatPart.Image image:
                    WritePicture(json, $"data:{image.MediaType};base64,{image.Base64}", image.Detail);
                    break;
                case ChatPart.ImageLink link:
                    WritePicture(json, link.Url, link.Detail);
                    break;
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePicture(Utf8JsonWriter json, string url, string? detail)
    {
        json.WriteString("type", "image_url");
        json.WriteStartObject("image_url");
        json.WriteText("url", url);
        if (detail is not null)
            json.WriteString("detail", detail);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<ToolCall> calls)
    {
        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.Id);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WriteText("arguments", call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
