using System.Buffers;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A chat answer as it grows: the role first, then thoughts, text and calls, then an empty delta with the reason.</summary>
internal sealed class ChatStream(Stamp stamp, string model, bool includeUsage)
    : SseAnswer(stamp, "chat.completion.chunk", model, includeUsage)
{
    // Highest choice whose role was told, plus one: choices begin in order.
    private int _begun;

    private readonly List<SealedThoughts> _thoughts = [];

    protected override void WriteDelta(int choice, string text, IBufferWriter<byte> output)
    {
        BeginDelta(choice, output);
        output.Write("\"content\":"u8);
        WriteText(text, output);
        EndDelta(output);
    }

    // OpenAI has no name for it; DeepSeek's is what llama-server and most clients use.
    protected override void WriteReasoning(int choice, string text, IBufferWriter<byte> output)
    {
        BeginDelta(choice, output);
        output.Write("\"reasoning_content\":"u8);
        WriteText(text, output);
        EndDelta(output);
        ThoughtsOf(choice).Add(text);
    }

    protected override void WriteSigned(int choice, string signature, IBufferWriter<byte> output) => WriteBlock(choice, ThoughtsOf(choice).Sign(signature), output);

    protected override void WriteSealed(int choice, string data, IBufferWriter<byte> output) => WriteBlock(choice, ThoughtsOf(choice).Seal(data), output);

    protected override void WriteLogprobs(int choice, IReadOnlyList<TokenLogprob> tokens, IBufferWriter<byte> output)
    {
        BeginChoices(choice, output);
        Begin(choice, output);
        output.Write(",\"delta\":{},\"logprobs\":"u8);
        using (var json = Json.Writer(output))
            LogprobsObject.WriteOfChat(json, tokens);
        output.Write(",\"finish_reason\":null"u8);
        End(output);
    }

    protected override void WriteToolCall(GenerationEvent.ToolCallDelta delta, IBufferWriter<byte> output)
    {
        BeginDelta(delta.Choice, output);
        output.Write("\"tool_calls\":[{\"index\":"u8);
        WriteNumber(delta.Index, output);
        if (delta.Id is not null)
        {
            output.Write(",\"id\":"u8);
            WriteText(delta.Id, output);
            output.Write(",\"type\":\"function\""u8);
        }

        output.Write(",\"function\":{"u8);
        if (delta.Name is not null)
        {
            output.Write("\"name\":"u8);
            WriteText(delta.Name, output);
            output.Write(","u8);
        }

        output.Write("\"arguments\":"u8);
        WriteText(delta.Arguments, output);
        output.Write("}}]"u8);
        EndDelta(output);
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

    // The whole block at once: who puts the blocks of all deltas in a row has them as the backend wants them back.
    private void WriteBlock(int choice, Thought block, IBufferWriter<byte> output)
    {
        BeginChoices(choice, output);
        Begin(choice, output);
        output.Write(",\"delta\":"u8);
        using (var json = Json.Writer(output))
        {
            json.WriteStartObject();
            ThinkingBlocks.Write(json, [block]);
            json.WriteEndObject();
        }

        output.Write(",\"logprobs\":null,\"finish_reason\":null"u8);
        End(output);
    }

    private SealedThoughts ThoughtsOf(int choice)
    {
        while (_thoughts.Count <= choice)
            _thoughts.Add(new SealedThoughts());
        return _thoughts[choice];
    }

    private void BeginDelta(int choice, IBufferWriter<byte> output)
    {
        BeginChoices(choice, output);
        Begin(choice, output);
        output.Write(",\"delta\":{"u8);
    }

    private void EndDelta(IBufferWriter<byte> output)
    {
        output.Write("},\"logprobs\":null,\"finish_reason\":null"u8);
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
