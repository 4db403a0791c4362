using System.Text.Json;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A chat answer in one piece.</summary>
internal sealed class ChatWhole(Stamp stamp, string model) : OpenAiWhole(stamp, "chat.completion", model)
{
    protected override void WriteChoice(Utf8JsonWriter json, int index, string text)
    {
        json.WriteNumber("index", index);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", text);
        json.WriteNull("refusal");
        json.WriteEndObject();
    }
}
