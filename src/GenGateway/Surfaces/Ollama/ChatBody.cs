using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>A body of <c>/api/chat</c>.</summary>
internal sealed class ChatBody(ReadOnlyMemory<byte> body) : OllamaBody(body)
{
    protected override GenerationTask ReadTask(Fields fields, Drops drops) => new ChatTask(ChatMessages.Read(fields, drops), OptionFields.Read(fields, drops))
    {
        Tools = ToolFields.Tools(fields, drops),
        ResponseFormat = ChatFields.Format(fields),
        ReasoningEffort = ChatFields.Effort(fields),
    };

    protected override void WritePrompt(ref Utf8JsonReader reader, PromptText text) => text.Messages(ref reader);
}
