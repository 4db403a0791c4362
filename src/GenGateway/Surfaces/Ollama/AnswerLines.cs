using System.Buffers;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Ollama;

/// <summary>An answer as it grows: a line for each piece, one for each call, and one that is done; where it broke, a line with the error and none that is done.</summary>
internal sealed class AnswerLines(AnswerShape shape, TimeProvider clock) : IAnswerWriter
{
    private readonly Choice _choice = new();
    private Utf8JsonWriter? _json;
    private Usage? _usage;
    private long? _began;

    public string ContentType => "application/x-ndjson";

    public bool Streams => true;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                WritePiece(output, delta.Text);
                break;
            case GenerationEvent.ReasoningDelta delta:
                WritePiece(output, "", delta.Text);
                break;
            case GenerationEvent.LogprobsDelta delta:
                WritePiece(output, "", likely: delta.Tokens);
                break;
            // Ollama's clients know no half calls: they are told whole, once nothing more of them can come.
            case GenerationEvent.ToolCallDelta delta:
                Begin();
                _choice.Add(delta);
                break;
            case GenerationEvent.ChoiceEnded ended:
                _choice.Reason = ended.Reason;
                break;
            case GenerationEvent.UsageReported reported:
                _usage = reported.Usage;
                break;
            case GenerationEvent.Finished:
                WriteCalls(output);
                WriteEnd(output);
                break;
            case GenerationEvent.Failed failed:
                WriteError(output, failed.Failure.Message);
                break;
        }
    }

    private void Begin() => _began ??= clock.GetTimestamp();

    private void WritePiece(IBufferWriter<byte> output, string text, string thought = "", IReadOnlyList<TokenLogprob>? likely = null, IReadOnlyList<GrowingCall>? calls = null, int first = 0)
    {
        Begin();
        var json = Writer(output);
        shape.Begin(json, text, thought, calls ?? [], first);
        json.WriteBoolean("done", false);
        AnswerShape.WriteLogprobs(json, likely ?? []);
        EndLine(json, output);
    }

    private void WriteCalls(IBufferWriter<byte> output)
    {
        var told = 0;
        foreach (var call in _choice.ToolCalls)
        {
            if (AnswerShape.HasObject(call))
                WritePiece(output, "", calls: [call], first: told++);
            else if (_choice.Reason != FinishReason.Length && call.Arguments.Length > 0)
                WritePiece(output, call.Arguments.ToString());
        }
    }

    private void WriteEnd(IBufferWriter<byte> output)
    {
        var json = Writer(output);
        shape.Begin(json, "", "", [], 0);
        shape.End(json, _choice.Reason, _usage, _began is { } began ? clock.GetElapsedTime(began) : null);
        EndLine(json, output);
    }

    private void WriteError(IBufferWriter<byte> output, string message)
    {
        var json = Writer(output);
        json.WriteStartObject();
        json.WriteString("error", message);
        EndLine(json, output);
    }

    private Utf8JsonWriter Writer(IBufferWriter<byte> output)
    {
        _json ??= Json.Writer(output);
        _json.Reset(output);
        return _json;
    }

    private static void EndLine(Utf8JsonWriter json, IBufferWriter<byte> output)
    {
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }
}
