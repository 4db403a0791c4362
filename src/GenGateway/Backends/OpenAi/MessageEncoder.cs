using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Writes <c>messages</c> as OpenAI has them.</summary>
internal static class MessageEncoder
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages)
    {
        json.WriteStartArray("messages");
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role);
            WriteContent(json, message);
            if (message.Name is not null)
                json.WriteString("name", message.Name);
            if (message.ToolCalls.Count > 0)
                WriteCalls(json, message.ToolCalls);
            if (message.ToolCallId is not null)
                json.WriteString("tool_call_id", message.ToolCallId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteContent(Utf8JsonWriter json, ChatMessage message)
    {
        switch (message.Parts)
        {
            case [] when message.ToolCalls.Count > 0:
                json.WriteNull("content");
                return;
            case []:
                json.WriteString("content", "");
                return;
            case [ChatPart.Text only]:
                json.WriteString("content", only.Content);
                return;
        }

        json.WriteStartArray("content");
        foreach (var part in message.Parts)
        {
            json.WriteStartObject();
            switch (part)
            {
                case ChatPart.Text text:
                    json.WriteString("type", "text");
                    json.WriteString("text", text.Content);
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
        json.WriteString("url", url);
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
            json.WriteString("arguments", call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
