using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>An answer in one piece: its blocks in the order in which they came.</summary>
/// <param name="body">Knows what the client wants to see of thoughts.</param>
/// <param name="id">The message's id.</param>
/// <param name="model">The model as the client knows it.</param>
internal sealed class MessageWhole(MessagesBody body, string id, string model) : IAnswerWriter
{
    private readonly List<WholeBlock> _blocks = [];
    private readonly ThoughtDisplay _thoughts = body.Display;
    private Usage? _usage;
    private FinishReason? _reason;
    private string? _stoppedBy;

    public string ContentType => "application/json";

    public bool Streams => false;

    public Failure? Fault { get; private set; }

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                Last(BlockKind.Text).Text.Append(delta.Text);
                break;
            case GenerationEvent.ReasoningDelta delta when _thoughts == ThoughtDisplay.Shown:
                Last(BlockKind.Thinking).Text.Append(delta.Text);
                break;
            case GenerationEvent.ReasoningSigned signed when _thoughts != ThoughtDisplay.Hidden:
                Last(BlockKind.Thinking).Signature = signed.Signature;
                break;
            case GenerationEvent.ReasoningSealed thought when _thoughts != ThoughtDisplay.Hidden:
                _blocks.Add(new WholeBlock(BlockKind.Thinking) { Sealed = thought.Data });
                break;
            case GenerationEvent.ToolCallDelta delta:
                Call(delta).Text.Append(delta.Arguments);
                break;
            case GenerationEvent.StoppedBy stopped:
                _stoppedBy = stopped.Text;
                break;
            case GenerationEvent.ChoiceEnded ended:
                _reason = ended.Reason;
                break;
            case GenerationEvent.UsageReported reported:
                _usage = reported.Usage;
                break;
            case GenerationEvent.Finished:
                Fault = Check();
                if (Fault is null)
                    WriteBody(output);
                break;
        }
    }

    private WholeBlock Last(BlockKind kind)
    {
        if (_blocks is [.., var last] && last.Kind == kind && last is { Signature: null, Sealed: null })
            return last;
        var block = new WholeBlock(kind);
        _blocks.Add(block);
        return block;
    }

    private WholeBlock Call(GenerationEvent.ToolCallDelta delta)
    {
        if (_blocks.Find(block => block.Call == delta.Index) is { } known)
            return known;
        var call = new WholeBlock(BlockKind.ToolUse) { Call = delta.Index, Id = CallIds.Of(delta.Id), Name = delta.Name ?? "" };
        _blocks.Add(call);
        return call;
    }

    // A call that the token limit cut is left out, and stop_reason says so. Any other that cannot be told is a fault: a tool must not run with arguments that nobody wrote.
    private Failure? Check()
    {
        if (_reason == FinishReason.Length)
            _blocks.RemoveAll(static block => block.Kind == BlockKind.ToolUse && CallArguments.ObjectOf(block.Text) is null);
        return _blocks.Exists(static block => block.Kind == BlockKind.ToolUse && CallArguments.ObjectOf(block.Text) is null)
            ? new Failure(FailureKind.BackendError, "The model called a tool with arguments that are no JSON object, and an answer of this protocol cannot hold them. Ask again, or read the answer as a stream, which passes them on as they are.")
            : null;
    }

    private void WriteBody(IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        MessageStream.WriteHead(json, id, model);
        json.WriteStartArray("content");
        foreach (var block in _blocks)
        {
            json.WriteStartObject();
            WriteBlock(json, block);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        StopWord.Write(json, _reason, _stoppedBy, _blocks.Exists(static block => block.Kind == BlockKind.ToolUse));
        MessageUsage.Write(json, _usage);
        json.WriteEndObject();
    }

    private static void WriteBlock(Utf8JsonWriter json, WholeBlock block)
    {
        switch (block)
        {
            case { Sealed: { } data }:
                json.WriteString("type", "redacted_thinking");
                json.WriteString("data", data);
                break;
            case { Kind: BlockKind.Thinking }:
                json.WriteString("type", "thinking");
                json.WriteString("thinking", block.Text.ToString());
                json.WriteString("signature", block.Signature ?? "");
                break;
            case { Kind: BlockKind.ToolUse }:
                json.WriteString("type", "tool_use");
                json.WriteString("id", block.Id);
                json.WriteString("name", block.Name);
                json.WritePropertyName("input");
                json.WriteRawValue(CallArguments.ObjectOf(block.Text)!);
                break;
            default:
                json.WriteString("type", "text");
                json.WriteString("text", block.Text.ToString());
                break;
        }
    }
}
