using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A body of <c>/v1/chat/completions</c>.</summary>
internal sealed class ChatBody(ReadOnlyMemory<byte> body) : TaskBody(body)
{
    protected override GenerationTask Read(Fields fields, Drops drops)
    {
        var messages = ChatMessages.Read(fields, drops);
        var limit = fields.Small("max_tokens", 1);
        var parameters = TextFields.Read(fields, fields.Small("max_completion_tokens", 1) ?? limit) with { TopLogprobs = LogprobFields.OfChat(fields, drops) };
        var task = new ChatTask(messages, parameters)
        {
            N = CommonFields.Take(fields, drops),
            Tools = ToolFields.Tools(fields, drops),
            ToolChoice = ToolFields.Choice(fields, drops),
            ParallelToolCalls = fields.Flag("parallel_tool_calls"),
            ResponseFormat = ResponseFormats.Read(fields, drops),
            ReasoningEffort = fields.Name("reasoning_effort"),
        };
        FieldRules.ApplyToChat(fields, drops);
        return task;
    }

    protected override void WritePrompt(ref Utf8JsonReader reader, PromptText text) => text.Messages(ref reader);
}
