using System.Buffers;
using System.Text.Json;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>The frames of a stream's blocks: one open at most, indexes in the order of the answer's content.</summary>
internal sealed class BlockFrames
{
    private int _next;
    private Utf8JsonWriter? _text;

    /// <summary>What is open.</summary>
    public BlockKind Open { get; private set; }

    public void Text(string text, IBufferWriter<byte> output)
    {
        if (Open != BlockKind.Text)
            Begin(BlockKind.Text, "{\"type\":\"text\",\"text\":\"\"}"u8, output);
        Delta("{\"type\":\"text_delta\",\"text\":"u8, text, output);
    }

    public void Thought(string text, IBufferWriter<byte> output)
    {
        if (Open != BlockKind.Thinking)
            BeginThought(output);
        Delta("{\"type\":\"thinking_delta\",\"thinking\":"u8, text, output);
    }

    /// <summary>A stretch of thoughts is complete; it is its block's end.</summary>
    public void Sign(string signature, IBufferWriter<byte> output)
    {
        if (Open != BlockKind.Thinking)
            BeginThought(output);
        Delta("{\"type\":\"signature_delta\",\"signature\":"u8, signature, output);
        Close(output);
    }

    /// <summary>A block of its own, whole at once.</summary>
    public void Sealed(string data, IBufferWriter<byte> output)
    {
        Start(BlockKind.Thinking, output);
        output.Write("{\"type\":\"redacted_thinking\",\"data\":"u8);
        WriteText(data, output);
        output.Write("}}\n\n"u8);
        Close(output);
    }

    public void Call(string id, string name, IBufferWriter<byte> output)
    {
        Start(BlockKind.ToolUse, output);
        output.Write("{\"type\":\"tool_use\",\"id\":"u8);
        WriteText(id, output);
        output.Write(",\"name\":"u8);
        WriteText(name, output);
        output.Write(",\"input\":{}}}\n\n"u8);
    }

    public void Arguments(string json, IBufferWriter<byte> output) => Delta("{\"type\":\"input_json_delta\",\"partial_json\":"u8, json, output);

    /// <summary>Closes what is open, if anything.</summary>
    public void Close(IBufferWriter<byte> output)
    {
        if (Open == BlockKind.None)
            return;
        Open = BlockKind.None;
        output.Write("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"u8);
        WriteNumber(_next - 1, output);
        output.Write("}\n\n"u8);
    }

    private void BeginThought(IBufferWriter<byte> output) =>
        Begin(BlockKind.Thinking, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"u8, output);

    private void Begin(BlockKind kind, ReadOnlySpan<byte> block, IBufferWriter<byte> output)
    {
        Start(kind, output);
        output.Write(block);
        output.Write("}\n\n"u8);
    }

    private void Start(BlockKind kind, IBufferWriter<byte> output)
    {
        Close(output);
        Open = kind;
        output.Write("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"u8);
        WriteNumber(_next++, output);
        output.Write(",\"content_block\":"u8);
    }

    private void Delta(ReadOnlySpan<byte> begin, string text, IBufferWriter<byte> output)
    {
        output.Write("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
        WriteNumber(_next - 1, output);
        output.Write(",\"delta\":"u8);
        output.Write(begin);
        WriteText(text, output);
        output.Write("}}\n\n"u8);
    }

    private void WriteText(string text, IBufferWriter<byte> output)
    {
        _text ??= Json.Writer(output);
        _text.Reset(output);
        _text.WriteStringValue(text);
        _text.Flush();
    }

    private static void WriteNumber(int number, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(11);
        number.TryFormat(span, out var written);
        output.Advance(written);
    }
}
