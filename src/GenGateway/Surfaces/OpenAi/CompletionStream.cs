using System.Buffers;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Completions as they grow; chunks of several prompts may interleave.</summary>
internal sealed class CompletionStream(Stamp stamp, string model, bool includeUsage)
    : SseAnswer(stamp, "text_completion", model, includeUsage)
{
    // Characters of each choice so far: where its next token begins.
    private readonly List<int> _lengths = [];

    protected override void WriteDelta(int choice, string text, IBufferWriter<byte> output)
    {
        while (_lengths.Count <= choice)
            _lengths.Add(0);
        _lengths[choice] += text.Length;
        Begin(choice, output);
        output.Write(",\"text\":"u8);
        WriteText(text, output);
        output.Write(",\"logprobs\":null,\"finish_reason\":null"u8);
        End(output);
    }

    protected override void WriteLogprobs(int choice, IReadOnlyList<TokenLogprob> tokens, IBufferWriter<byte> output)
    {
        var start = (choice < _lengths.Count ? _lengths[choice] : 0) - tokens.Sum(static token => token.Token.Length);
        Begin(choice, output);
        output.Write(",\"text\":\"\",\"logprobs\":"u8);
        using (var json = Json.Writer(output))
            LogprobsObject.WriteOfCompletion(json, tokens, Math.Max(0, start));
        output.Write(",\"finish_reason\":null"u8);
        End(output);
    }

    protected override void WriteEnd(int choice, ReadOnlySpan<byte> reason, IBufferWriter<byte> output)
    {
        Begin(choice, output);
        output.Write(",\"text\":\"\",\"logprobs\":null,\"finish_reason\":\""u8);
        output.Write(reason);
        output.Write("\""u8);
        End(output);
    }
}
