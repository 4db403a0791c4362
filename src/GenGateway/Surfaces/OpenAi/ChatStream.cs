using System.Buffers;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A chat answer as it grows: the role first, then text, then an empty delta with the reason.</summary>
internal sealed class ChatStream(Stamp stamp, string model, bool includeUsage)
    : SseAnswer(stamp, "chat.completion.chunk", model, includeUsage)
{
    // Highest choice whose role was told, plus one: choices begin in order.
    private int _begun;

    protected override void WriteDelta(int choice, string text, IBufferWriter<byte> output)
    {
        BeginChoices(choice, output);
        Begin(choice, output);
        output.Write(",\"delta\":{\"content\":"u8);
        WriteText(text, output);
        output.Write("},\"logprobs\":null,\"finish_reason\":null"u8);
        End(output);
    }

    protected override void WriteEnd(int choice, ReadOnlySpan<byte> reason, IBufferWriter<byte> output)
    {
        BeginChoices(choice, output);
        Begin(choice, output);
        output.Write(",\"delta\":{},\"logprobs\":null,\"finish_reason\":\""u8);
        output.Write(reason);
        output.Write("\""u8);
        End(output);
    }

    private void BeginChoices(int choice, IBufferWriter<byte> output)
    {
        for (; _begun <= choice; _begun++)
        {
            Begin(_begun, output);
            output.Write(",\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null"u8);
            End(output);
        }
    }
}
