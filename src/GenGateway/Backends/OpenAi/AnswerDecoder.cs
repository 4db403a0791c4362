using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Makes events of what <see cref="ChunkReader"/> has read and tallied: chunks, or the object of a whole answer. One answer, one owner.</summary>
internal sealed class AnswerDecoder
{
    private readonly string _backend;
    private readonly Tally _tally;
    private readonly Func<int, string>? _echo;
    private readonly Choice?[] _choices;

    /// <param name="backend">The backend's name.</param>
    /// <param name="tally">What was seen; the reader fills it.</param>
    /// <param name="choices">Choices asked for.</param>
    /// <param name="echo">What each choice begins with where the gateway echoes the prompt itself; null: nothing.</param>
    public AnswerDecoder(string backend, Tally tally, int choices, Func<int, string>? echo)
    {
        (_backend, _tally, _echo, _choices) = (backend, tally, echo, new Choice?[choices]);
        // The reader tallies a chunk before it is decoded: the prompt must stand before the chunk's text.
        tally.Lead = echo?.Invoke(0);
    }

    /// <summary>Takes the stop text off the one choice's end, for a server that sends it along; null: the server leaves it out by itself.</summary>
    public StopTail? Tail { get; init; }

    /// <summary>What was decoded. Whoever tells it clears it before the next object is read.</summary>
    public List<GenerationEvent> Events { get; } = [];

    /// <summary>Choices asked for.</summary>
    public int Choices => _choices.Length;

    /// <summary>Whether one choice was asked for.</summary>
    public bool OneChoice => _choices.Length == 1;

    /// <summary>Reads one object.</summary>
    /// <returns>Null, or why the answer is none.</returns>
    public Failure? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var choice in WireText.Items(document.RootElement, "choices"))
            {
                if (Read(choice) is { } failure)
                    return failure;
            }

            return null;
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return new Failure(FailureKind.BackendError, $"Backend '{_backend}' sent something that is no JSON.") { Cause = thrown };
        }
    }

    /// <summary>The answer is whole: the usage is told, then the end. A choice whose finish reason the backend did not say ends without one; none is made up.</summary>
    public void Finish()
    {
        Release();
        if (_tally.Usage is { } usage)
            Events.Add(new GenerationEvent.UsageReported(usage));
        Events.Add(GenerationEvent.Finished.Instance);
    }

    /// <summary>The answer ends here, whole or broken: text that was kept back, since it could have been a stop text, was none.</summary>
    public void Release()
    {
        if (Tail is not null && _choices[0] is { IsEnded: false })
            EndText(0, stopped: false);
    }

    private Failure? Read(JsonElement json)
    {
        // The same rule as the reader's: no index, or an absurd one, is the first choice.
        var index = WireText.Count(json, "index") is { } given and < 1024 ? given : 0;
        if (index >= _choices.Length)
            return new Failure(FailureKind.BackendError, $"Backend '{_backend}' answered with more choices than the {_choices.Length} that were asked for.");

        var choice = _choices[index];
        if (choice is null)
        {
            _choices[index] = choice = new Choice(index);
            // Counted already, as the tally's lead.
            if (_echo?.Invoke(index) is { Length: > 0 } prompt)
                Events.Add(new GenerationEvent.TextDelta(index, prompt));
        }

        if (choice.IsEnded)
            return null;
        if (WireText.Member(json, "delta") is { } delta)
            Content(delta, choice, isWhole: false);
        if (WireText.Member(json, "message") is { } message)
            Content(message, choice, isWhole: true);
        if (WireText.Text(json, "text") is { } text)
            Text(index, text);
        if (LogprobsReader.Read(json) is { Count: > 0 } tokens)
            Events.Add(new GenerationEvent.LogprobsDelta(index, tokens));
        if (WireText.Text(json, "finish_reason") is not { } reason)
            return null;
        choice.IsEnded = true;
        // vLLM's word for it; a number there is a token.
        if (WireText.Text(json, "stop_reason") is { } stop)
            Events.Add(new GenerationEvent.StoppedBy(index, stop));
        EndText(index, stopped: reason == "stop_sequence");
        Events.Add(new GenerationEvent.ChoiceEnded(index, Reason(reason)));
        return null;
    }

    private void Content(JsonElement content, Choice choice, bool isWhole)
    {
        // DeepSeek's name, and OpenRouter's, which newer servers took over; who sends both says the same twice.
        if ((WireText.Text(content, "reasoning_content") ?? WireText.Text(content, "reasoning")) is { } reasoning)
            Events.Add(new GenerationEvent.ReasoningDelta(choice.Index, reasoning));
        foreach (var block in WireText.Items(content, "thinking_blocks"))
            Seal(block, choice);
        if (WireText.Text(content, "content") is { } text)
            Text(choice.Index, text);
        if (WireText.Text(content, "refusal") is { } refusal)
            Events.Add(new GenerationEvent.TextDelta(choice.Index, refusal));
        foreach (var call in WireText.Items(content, "tool_calls"))
        {
            if (choice.Calls.Read(call, isWhole) is not { } added)
                continue;
            // What stands before a call was not the end.
            EndText(choice.Index, stopped: false);
            Events.Add(added);
        }
    }

    private void Text(int index, string text)
    {
        if (Tail is null)
            Events.Add(new GenerationEvent.TextDelta(index, text));
        else if (Tail.Add(text) is { Length: > 0 } certain)
            Events.Add(new GenerationEvent.TextDelta(index, certain));
    }

    private void EndText(int index, bool stopped)
    {
        if (Tail?.End(stopped) is not { } end)
            return;
        if (end.Left.Length > 0)
            Events.Add(new GenerationEvent.TextDelta(index, end.Left));
        if (end.Stop is null)
            return;
        _tally.TakeBack(end.Stop);
        Events.Add(new GenerationEvent.StoppedBy(index, end.Stop));
    }

    // The text of such a block came as reasoning; what it has beside that is its seal.
    private void Seal(JsonElement block, Choice choice)
    {
        if (WireText.Text(block, "data") is { } data)
            Events.Add(new GenerationEvent.ReasoningSealed(choice.Index, data));
        else if (WireText.Text(block, "signature") is { } signature)
            Events.Add(new GenerationEvent.ReasoningSigned(choice.Index, signature));
    }

    // A word that OpenAI does not have ends an answer as well as any other.
    private static FinishReason Reason(string word) => word switch
    {
        "length" => FinishReason.Length,
        "tool_calls" or "function_call" => FinishReason.ToolCalls,
        "content_filter" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    private sealed class Choice(int index)
    {
        public int Index => index;

        public bool IsEnded { get; set; }

        public ToolCallSlots Calls { get; } = new(index);
    }
}
