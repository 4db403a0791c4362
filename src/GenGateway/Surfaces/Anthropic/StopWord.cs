using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Why an answer ended, in Anthropic's words.</summary>
internal static class StopWord
{
    /// <summary>Writes <c>stop_reason</c> and <c>stop_sequence</c>.</summary>
    /// <param name="json">Within an object.</param>
    /// <param name="reason">Why it ended; null: the backend did not say.</param>
    /// <param name="stoppedBy">The stop text that ended it; null: none, or not known.</param>
    /// <param name="hasCalls">Whether tools are called: some backends say an ordinary stop then, and a client would wait for nobody.</param>
    public static void Write(Utf8JsonWriter json, FinishReason? reason, string? stoppedBy, bool hasCalls)
    {
        json.WriteString("stop_reason", reason switch
        {
            FinishReason.Length => "max_tokens"u8,
            FinishReason.ToolCalls => "tool_use"u8,
            FinishReason.ContentFilter => "refusal"u8,
            _ when hasCalls => "tool_use"u8,
            _ when stoppedBy is not null => "stop_sequence"u8,
            _ => "end_turn"u8,
        });
        json.WriteString("stop_sequence", reason is FinishReason.Stop && !hasCalls ? stoppedBy : null);
    }
}
