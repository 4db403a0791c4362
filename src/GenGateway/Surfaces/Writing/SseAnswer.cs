using System.Buffers;
using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Writing;

/// <summary>The frames of OpenAI's streams: <c>data: {…}</c>, an error event where it broke, and <c>[DONE]</c> only after the answer is whole.</summary>
/// <remarks>Everything that stays the same from chunk to chunk is encoded once; a delta costs its own text and no object.</remarks>
internal abstract class SseAnswer : IAnswerWriter
{
    private readonly ArrayBufferWriter<byte> _head = new(256);
    private readonly bool _includeUsage;
    private Utf8JsonWriter? _text;
    private Usage? _usage;

    /// <param name="stamp">The answer's id and date.</param>
    /// <param name="kind">The chunks' <c>object</c>.</param>
    /// <param name="model">The model as the client knows it.</param>
    /// <param name="includeUsage">Whether the client asked for the extra usage chunk.</param>
    protected SseAnswer(Stamp stamp, string kind, string model, bool includeUsage)
    {
        _includeUsage = includeUsage;
        using var json = Json.Writer(_head);
        json.WriteStartObject();
        stamp.Write(json, kind, model);
        json.Flush();
    }

    public string ContentType => "text/event-stream";

    public bool Streams => true;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                WriteDelta(delta.Choice, delta.Text, output);
                break;
            case GenerationEvent.ReasoningDelta delta:
                WriteReasoning(delta.Choice, delta.Text, output);
                break;
            case GenerationEvent.ReasoningSigned signed:
                WriteSigned(signed.Choice, signed.Signature, output);
                break;
            case GenerationEvent.ReasoningSealed stretch:
                WriteSealed(stretch.Choice, stretch.Data, output);
                break;
            case GenerationEvent.LogprobsDelta delta:
                WriteLogprobs(delta.Choice, delta.Tokens, output);
                break;
            case GenerationEvent.ToolCallDelta delta:
                WriteToolCall(delta, output);
                break;
            case GenerationEvent.ChoiceEnded ended:
                WriteEnd(ended.Choice, FinishWord.Of(ended.Reason), output);
                break;
            case GenerationEvent.UsageReported reported:
                _usage = reported.Usage;
                break;
            case GenerationEvent.Finished:
                WriteUsageChunk(output);
                output.Write("data: [DONE]\n\n"u8);
                break;
            case GenerationEvent.Failed failed:
                WriteError(failed, output);
                break;
        }
    }

    protected abstract void WriteDelta(int choice, string text, IBufferWriter<byte> output);

    /// <summary>Writes what the model thinks; a surface whose answers are text alone leaves it out.</summary>
    protected virtual void WriteReasoning(int choice, string text, IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc cref="WriteReasoning"/>
    protected virtual void WriteSigned(int choice, string signature, IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc cref="WriteReasoning"/>
    protected virtual void WriteSealed(int choice, string data, IBufferWriter<byte> output)
    {
    }

    /// <summary>Writes how likely the tokens before were, in a chunk of their own: the text did not wait for it.</summary>
    protected abstract void WriteLogprobs(int choice, IReadOnlyList<TokenLogprob> tokens, IBufferWriter<byte> output);

    /// <inheritdoc cref="WriteReasoning"/>
    protected virtual void WriteToolCall(GenerationEvent.ToolCallDelta delta, IBufferWriter<byte> output)
    {
    }

    protected abstract void WriteEnd(int choice, ReadOnlySpan<byte> reason, IBufferWriter<byte> output);

    /// <summary>Begins a chunk with one choice, up to behind its index.</summary>
    protected void Begin(int choice, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        output.Write(_head.WrittenSpan);
        output.Write(",\"choices\":[{\"index\":"u8);
        WriteNumber(choice, output);
    }

    /// <summary>Ends the chunk behind its choice's last member.</summary>
    protected void End(IBufferWriter<byte> output) =>
        output.Write(_includeUsage ? "}],\"usage\":null}\n\n"u8 : "}]}\n\n"u8);

    protected void WriteText(string text, IBufferWriter<byte> output)
    {
        _text ??= Json.Writer(output);
        _text.Reset(output);
        _text.WriteStringValue(text);
        _text.Flush();
    }

    protected static void WriteNumber(int number, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(11);
        number.TryFormat(span, out var written);
        output.Advance(written);
    }

    private void WriteUsageChunk(IBufferWriter<byte> output)
    {
        // Unknown usage is no chunk at all: a zero would be counted by somebody.
        if (!_includeUsage || _usage is null)
            return;
        output.Write("data: "u8);
        output.Write(_head.WrittenSpan);
        output.Write(",\"choices\":[],\"usage\":"u8);
        using (var json = Json.Writer(output))
            UsageObject.Write(json, _usage);
        output.Write("}\n\n"u8);
    }

    private static void WriteError(GenerationEvent.Failed failed, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        using (var json = Json.Writer(output))
        {
            json.WriteStartObject();
            ErrorBody.WriteOpenAi(json, failed.Failure);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }
}
