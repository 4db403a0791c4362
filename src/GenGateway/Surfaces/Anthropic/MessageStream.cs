using System.Buffers;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>
/// An answer as it grows, in Anthropic's events: <c>message_start</c> first, blocks that open with their first content and close before the next one opens,
/// <c>message_stop</c> only after the answer is whole, an error event where it broke.
/// </summary>
/// <param name="body">Knows what the client wants to see of thoughts.</param>
/// <param name="id">The message's id.</param>
/// <param name="requestId">For the error event.</param>
/// <param name="model">The model as the client knows it.</param>
internal sealed class MessageStream(MessagesBody body, string id, string requestId, string model) : IAnswerWriter
{
    private readonly BlockFrames _frames = new();
    private readonly CallQueue _calls = new();
    private readonly ThoughtDisplay _thoughts = body.Display;
    private bool _begun;
    private Usage? _usage;
    private FinishReason? _reason;
    private string? _stoppedBy;

    public string ContentType => "text/event-stream";

    public bool Streams => true;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        switch (happened)
        {
            case GenerationEvent.UsageReported reported:
                _usage = reported.Usage;
                return;
            case GenerationEvent.Failed failed:
                WriteError(failed, output);
                return;
        }

        Begin(output);
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                EndCalls(output);
                _frames.Text(delta.Text, output);
                break;
            case GenerationEvent.ReasoningDelta delta when _thoughts == ThoughtDisplay.Shown:
                EndCalls(output);
                _frames.Thought(delta.Text, output);
                break;
            case GenerationEvent.ReasoningSigned signed when _thoughts != ThoughtDisplay.Hidden:
                EndCalls(output);
                _frames.Sign(signed.Signature, output);
                break;
            case GenerationEvent.ReasoningSealed thought when _thoughts != ThoughtDisplay.Hidden:
                EndCalls(output);
                _frames.Sealed(thought.Data, output);
                break;
            case GenerationEvent.ToolCallDelta delta:
                _calls.Add(delta, _frames, output);
                break;
            case GenerationEvent.StoppedBy stopped:
                _stoppedBy = stopped.Text;
                break;
            case GenerationEvent.ChoiceEnded ended:
                _reason = ended.Reason;
                EndCalls(output);
                _frames.Close(output);
                break;
            case GenerationEvent.Finished:
                EndCalls(output);
                _frames.Close(output);
                WriteEnd(output);
                break;
        }
    }

    private void EndCalls(IBufferWriter<byte> output) => _calls.End(_frames, output);

    private void Begin(IBufferWriter<byte> output)
    {
        if (_begun)
            return;
        _begun = true;
        output.Write("event: message_start\ndata: "u8);
        using (var json = Json.Writer(output))
        {
            json.WriteStartObject();
            json.WriteString("type", "message_start");
            json.WriteStartObject("message");
            WriteHead(json, id, model);
            json.WriteStartArray("content");
            json.WriteEndArray();
            json.WriteNull("stop_reason");
            json.WriteNull("stop_sequence");
            MessageUsage.WriteBegun(json, _usage);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    /// <summary>Writes what every message begins with.</summary>
    public static void WriteHead(Utf8JsonWriter json, string id, string model)
    {
        json.WriteString("id", id);
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", model);
    }

    private void WriteEnd(IBufferWriter<byte> output)
    {
        output.Write("event: message_delta\ndata: "u8);
        using (var json = Json.Writer(output))
        {
            json.WriteStartObject();
            json.WriteString("type", "message_delta");
            json.WriteStartObject("delta");
            StopWord.Write(json, _reason, _stoppedBy, _calls.Any);
            json.WriteEndObject();
            MessageUsage.Write(json, _usage);
            json.WriteEndObject();
        }

        output.Write("\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
    }

    private void WriteError(GenerationEvent.Failed failed, IBufferWriter<byte> output)
    {
        output.Write("event: error\ndata: "u8);
        using (var json = Json.Writer(output))
        {
            json.WriteStartObject();
            ErrorBody.WriteAnthropic(json, failed.Failure);
            json.WriteString("request_id", requestId);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }
}
