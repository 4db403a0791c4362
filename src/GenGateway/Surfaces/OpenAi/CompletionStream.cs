using System.Buffers;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Completions as they grow; chunks of several prompts may interleave.</summary>
internal sealed class CompletionStream(Stamp stamp, string model, bool includeUsage)
    : SseAnswer(stamp, "text_completion", model, includeUsage)
{
    protected override void WriteDelta(int choice, string text, IBufferWriter<byte> output)
    {
        Begin(choice, output);
        output.Write(",\"text\":"u8);
        WriteText(text, output);
        output.Write(",\"logprobs\":null,\"finish_reason\":null"u8);
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
