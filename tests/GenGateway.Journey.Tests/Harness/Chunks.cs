using System.Text.Json;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>Reads the parts of OpenAI's chunks, of chat and of completions.</summary>
public static class Chunks
{
    public static string? Text(JsonElement chunk)
    {
        if (Choice(chunk) is not { } choice)
            return null;
        if (choice.TryGetProperty("text", out var text))
            return text.GetString();
        return choice.TryGetProperty("delta", out var delta) && delta.TryGetProperty("content", out var content) ? content.GetString() : null;
    }

    public static string? FinishReason(JsonElement chunk) =>
        Choice(chunk) is { } choice && choice.TryGetProperty("finish_reason", out var reason) ? reason.GetString() : null;

    public static bool IsError(JsonElement chunk) => chunk.TryGetProperty("error", out _);

    private static JsonElement? Choice(JsonElement chunk) =>
        chunk.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0 ? choices[0] : null;
}
