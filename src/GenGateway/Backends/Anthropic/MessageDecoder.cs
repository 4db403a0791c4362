using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>Makes events of what <see cref="MessageReader"/> has read and tallied: events of a stream, or the whole message. One choice, one owner.</summary>
/// <param name="backend">The backend's name.</param>
/// <param name="choice">Which choice the answer is.</param>
internal sealed class MessageDecoder(string backend, int choice)
{
    private const int MostCalls = 1024;

    private readonly List<Slot> _calls = [];
    private bool _isEnded;
    private Failure? _wrong;

    /// <summary>Reads an event of a stream.</summary>
    /// <param name="json">Its data.</param>
    /// <param name="kind">What the reader found it to be.</param>
    /// <param name="events">Where its events go.</param>
    /// <returns>Null, or why the answer is none.</returns>
    public Failure? ReadEvent(ReadOnlyMemory<byte> json, EventKind kind, List<GenerationEvent> events) => Read(json, kind, events);

    /// <summary>Reads a whole answer.</summary>
    /// <inheritdoc cref="ReadEvent"/>
    public Failure? ReadWhole(ReadOnlyMemory<byte> json, List<GenerationEvent> events) => Read(json, null, events);

    private Failure? Read(ReadOnlyMemory<byte> json, EventKind? kind, List<GenerationEvent> events)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (kind is { } known)
                Event(document.RootElement, known, events);
            else
                Whole(document.RootElement, events);
            return _wrong;
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return new Failure(FailureKind.BackendError, $"Backend '{backend}' sent something that is no JSON.") { Cause = thrown };
        }
    }

    private void Whole(JsonElement message, List<GenerationEvent> events)
    {
        var index = 0;
        foreach (var block in WireText.Items(message, "content"))
        {
            Begin(block, index, events);
            End(index++, events);
        }

        Stop(message, events);
    }

    private void Event(JsonElement json, EventKind kind, List<GenerationEvent> events)
    {
        // Blocks may overlap, as llama-server's do: their index tells them apart.
        var index = WireText.Count(json, "index") ?? -1;
        switch (kind)
        {
            case EventKind.BlockStart when WireText.Member(json, "content_block") is { } block:
                Begin(block, index, events);
                break;
            case EventKind.BlockDelta when WireText.Member(json, "delta") is { } delta:
                Delta(delta, index, events);
                break;
            case EventKind.BlockStop:
                End(index, events);
                break;
            case EventKind.MessageDelta when WireText.Member(json, "delta") is { } end:
                Stop(end, events);
                break;
        }
    }

    private void Begin(JsonElement block, int index, List<GenerationEvent> events)
    {
        switch (WireText.Text(block, "type"))
        {
            case "text" when WireText.Text(block, "text") is { } text:
                events.Add(new GenerationEvent.TextDelta(choice, text));
                break;
            case "thinking":
                Thought(block, events);
                break;
            case "redacted_thinking" when WireText.Text(block, "data") is { } data:
                events.Add(new GenerationEvent.ReasoningSealed(choice, data));
                break;
            case "tool_use" when _calls.Count < MostCalls:
                Call(block, index, events);
                break;
        }
    }

    private void Thought(JsonElement json, List<GenerationEvent> events)
    {
        if (WireText.Text(json, "thinking") is { } thought)
            events.Add(new GenerationEvent.ReasoningDelta(choice, thought));
        if (WireText.Text(json, "signature") is { } signature)
            events.Add(new GenerationEvent.ReasoningSigned(choice, signature));
    }

    // A stream begins a call with an empty input and brings it in parts; a whole answer, and some servers' streams, have it here.
    private void Call(JsonElement block, int index, List<GenerationEvent> events)
    {
        var given = WireText.Member(block, "input");
        // A tool must not run with arguments that nobody wrote: what is no object cannot become an empty one.
        if (given is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) } wrong && !(wrong.ValueKind == JsonValueKind.String && wrong.ValueEquals("")))
            _wrong ??= new Failure(FailureKind.BackendError, $"Backend '{backend}' called a tool with an input that is no JSON object.");
        var input = given is { ValueKind: JsonValueKind.Object } written && written.EnumerateObject().MoveNext() ? written.GetRawText() : "";
        var slot = new Slot(index) { HasArguments = input.Length > 0 };
        var number = _calls.Count;
        _calls.Add(slot);
        events.Add(new GenerationEvent.ToolCallDelta(choice, number, WireText.Text(block, "id") ?? $"call_{choice}_{number}", WireText.Text(block, "name") ?? "", input));
    }

    private void Delta(JsonElement delta, int index, List<GenerationEvent> events)
    {
        if (WireText.Text(delta, "text") is { } text)
            events.Add(new GenerationEvent.TextDelta(choice, text));
        Thought(delta, events);
        if (WireText.Text(delta, "partial_json") is not { } part || Find(index) is not (>= 0 and var call))
            return;
        _calls[call].HasArguments = true;
        events.Add(new GenerationEvent.ToolCallDelta(choice, call, null, null, part));
    }

    // No parts at all are an empty object, and only at its end it is known that there are none.
    private void End(int index, List<GenerationEvent> events)
    {
        if (Find(index) is >= 0 and var call)
            Fill(call, events);
    }

    private void Fill(int call, List<GenerationEvent> events)
    {
        if (_calls[call].HasArguments)
            return;
        _calls[call].HasArguments = true;
        events.Add(new GenerationEvent.ToolCallDelta(choice, call, null, null, "{}"));
    }

    private void Stop(JsonElement json, List<GenerationEvent> events)
    {
        if (_isEnded || WireText.Text(json, "stop_reason") is not { } reason)
            return;
        _isEnded = true;
        for (var i = 0; i < _calls.Count; i++)
            Fill(i, events);
        if (WireText.Text(json, "stop_sequence") is { } sequence)
            events.Add(new GenerationEvent.StoppedBy(choice, sequence));
        events.Add(new GenerationEvent.ChoiceEnded(choice, Reason(reason)));
    }

    // The block that began last under this index; server tools have parts, too, and are nobody's call here.
    private int Find(int index) => _calls.FindLastIndex(slot => slot.Block == index);

    // A word of a later version ends an answer as well as any other.
    private static FinishReason Reason(string word) => word switch
    {
        "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_use" => FinishReason.ToolCalls,
        "refusal" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    private sealed class Slot(int block)
    {
        public int Block => block;

        public bool HasArguments { get; set; }
    }
}
