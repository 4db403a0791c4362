using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Reads the lines of one choice, or the one object of a whole answer: fills the tally and makes the events. One owner.</summary>
/// <param name="backend">The backend's name.</param>
/// <param name="choice">Which choice it is.</param>
/// <param name="tally">Counts what is seen.</param>
internal sealed class LineReader(string backend, int choice, Tally tally)
{
    private const int MostCalls = 1024;

    private int _calls;
    private bool _hasAnswer;

    /// <summary>Whether the choice is complete.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Tokens of the prompt; null: not said.</summary>
    public int? PromptTokens { get; private set; }

    /// <summary>Tokens generated; null: not said.</summary>
    public int? CompletionTokens { get; private set; }

    /// <summary>What the choice cost; null: not said.</summary>
    public Usage? Usage => PromptTokens is { } prompt && CompletionTokens is { } completion ? new Usage(prompt, completion) : null;

    /// <summary>Reads one line.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="events">Where its events go; null: it is counted only.</param>
    /// <returns>Null, or why the answer is none.</returns>
    public Failure? Read(ReadOnlyMemory<byte> line, List<GenerationEvent>? events)
    {
        if (!Utf8.IsValid(line.Span))
            return NoJson(null);
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement, events) : NoJson(null);
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return NoJson(thrown);
        }
    }

    private Failure? Read(JsonElement json, List<GenerationEvent>? events)
    {
        if (WireText.Member(json, "error") is { } error)
            return OllamaErrors.InAnswer(backend, error);

        var message = WireText.Member(json, "message");
        _hasAnswer |= message is { ValueKind: JsonValueKind.Object } || WireText.Member(json, "response") is { ValueKind: JsonValueKind.String };
        var isDone = WireText.Member(json, "done") is { ValueKind: JsonValueKind.True };
        if (isDone && (!_hasAnswer || WireText.Text(json, "done_reason") is "load" or "unload"))
            return new Failure(FailureKind.BackendError, $"Backend '{backend}' ended without an answer.");

        // A chat's line has a message; a completion's has the same members itself.
        var content = message ?? json;
        // What is skipped would be missing from an answer that ends well.
        if (content.ValueKind != JsonValueKind.Object || IsOther(content, "content", JsonValueKind.String) || IsOther(content, "thinking", JsonValueKind.String)
            || IsOther(json, "response", JsonValueKind.String) || IsOther(content, "tool_calls", JsonValueKind.Array))
        {
            return new Failure(FailureKind.BackendError, $"Backend '{backend}' sent a line that is no part of an answer.");
        }

        tally.AddChoice(choice);
        var hasContent = false;
        if (WireText.Text(content, "thinking") is { } thinking)
        {
            hasContent = true;
            events?.Add(new GenerationEvent.ReasoningDelta(choice, thinking));
        }

        if ((WireText.Text(content, "content") ?? WireText.Text(json, "response")) is { } text)
        {
            hasContent = true;
            tally.AddText(text);
            events?.Add(new GenerationEvent.TextDelta(choice, text));
        }

        foreach (var call in WireText.Items(content, "tool_calls"))
            hasContent |= Call(call, events);
        if (hasContent)
            tally.AddDelta();
        if (events is not null && LogprobReader.Read(json) is { Count: > 0 } likely)
            events.Add(new GenerationEvent.LogprobsDelta(choice, likely));
        if (isDone)
            End(json, events);
        return null;
    }

    private static bool IsOther(JsonElement json, string name, JsonValueKind kind) => WireText.Member(json, name) is { } member && member.ValueKind != kind;

    private bool Call(JsonElement call, List<GenerationEvent>? events)
    {
        if (_calls == MostCalls || WireText.Member(call, "function") is not { } function)
            return false;
        if (events is null)
        {
            _calls++;
            return true;
        }

        // Older versions give no id.
        var id = WireText.Text(call, "id") ?? $"call_{choice}_{_calls}";
        var arguments = WireText.Member(function, "arguments") switch
        {
            { ValueKind: JsonValueKind.String } written => JsonText.Of(written),
            { } json => json.GetRawText(),
            null => "{}",
        };
        events.Add(new GenerationEvent.ToolCallDelta(choice, _calls++, id, WireText.Text(function, "name") ?? "", arguments));
        return true;
    }

    private void End(JsonElement json, List<GenerationEvent>? events)
    {
        IsDone = true;
        PromptTokens = WireText.Count(json, "prompt_eval_count");
        CompletionTokens = WireText.Count(json, "eval_count");
        tally.AddEnd();
        // A word of a later version ends an answer as stop does; older versions say none, and none is made up.
        if (events is not null && WireText.Text(json, "done_reason") is { } reason)
            events.Add(new GenerationEvent.ChoiceEnded(choice, reason == "length" ? FinishReason.Length : _calls > 0 ? FinishReason.ToolCalls : FinishReason.Stop));
    }

    private Failure NoJson(Exception? thrown) => new(FailureKind.BackendError, $"Backend '{backend}' sent a line that is no JSON.") { Cause = thrown };
}
