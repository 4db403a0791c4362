using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A body of <c>/v1/completions</c>.</summary>
internal sealed class CompletionBody(ReadOnlyMemory<byte> body) : TaskBody(body)
{
    private const int DefaultMaxTokens = 16;

    protected override GenerationTask Read(Fields fields, Drops drops)
    {
        var prompts = CompletionPrompts.Read(fields);
        var echo = fields.Flag("echo") ?? false;
        // With echo, no tokens at all is a way to read the prompt back.
        var parameters = TextFields.Read(fields, fields.Small("max_tokens", echo ? 0 : 1) ?? DefaultMaxTokens) with { TopLogprobs = LogprobFields.OfCompletion(fields) };
        var task = new CompletionTask(prompts, echo, parameters)
        {
            N = CommonFields.Take(fields, drops),
            Suffix = fields.Name("suffix"),
        };
        FieldRules.ApplyToCompletion(fields, drops);
        return task;
    }

    protected override void WritePrompt(ref Utf8JsonReader reader, PromptText text) => text.Prompt(ref reader, "prompt"u8);
}
