using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Writing;

/// <summary>The word for a finish reason, the same on OpenAI's and inference's surfaces.</summary>
internal static class FinishWord
{
    public static ReadOnlySpan<byte> Of(FinishReason reason) => reason switch
    {
        FinishReason.Stop => "stop"u8,
        FinishReason.Length => "length"u8,
        FinishReason.ToolCalls => "tool_calls"u8,
        FinishReason.ContentFilter => "content_filter"u8,
    };

    public static void Write(Utf8JsonWriter json, FinishReason? reason)
    {
        if (reason is { } known)
            json.WriteString("finish_reason", Of(known));
        else
            json.WriteNull("finish_reason");
    }
}
