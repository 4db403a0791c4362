using System.Text.Json;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A chat answer in one piece.</summary>
internal sealed class ChatWhole(Stamp stamp, string model) : OpenAiWhole(stamp, "chat.completion", model)
{
    protected override void WriteChoice(Utf8JsonWriter json, int index, Choice choice)
    {
        json.WriteNumber("index", index);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        // A turn that only calls tools has no content, which is something else than an empty one.
        if (choice.Text.Length == 0 && choice.ToolCalls.Count > 0)
            json.WriteNull("content");
        else
            json.WriteString("content", choice.Text.ToString());
        if (choice.Reasoning.Length > 0)
            json.WriteString("reasoning_content", choice.Reasoning.ToString());
        if (choice.ToolCalls.Count > 0)
            WriteCalls(json, choice.ToolCalls);
        if (choice.Thoughts.HasSeal)
            ThinkingBlocks.Write(json, choice.Thoughts.All);
        json.WriteNull("refusal");
        json.WriteEndObject();
    }

    protected override void WriteLogprobs(Utf8JsonWriter json, Choice choice) => LogprobsObject.WriteOfChat(json, choice.Logprobs);

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<GrowingCall> calls)
    {
        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.Id ?? "");
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Name ?? "");
            json.WriteString("arguments", call.Arguments.ToString());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
