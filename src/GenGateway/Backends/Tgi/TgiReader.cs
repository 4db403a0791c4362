using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>Reads the events of one choice, or the one object of a whole answer. One owner.</summary>
internal sealed class TgiReader
{
    private readonly string _backend;
    private readonly int _choice;
    private readonly bool _wantsLogprobs;
    private readonly StopTail _tail;

    /// <param name="backend">The backend's name.</param>
    /// <param name="choice">Which choice it is.</param>
    /// <param name="parameters">What was asked for.</param>
    /// <param name="response">The answer, whose headers count the prompt.</param>
    public TgiReader(string backend, int choice, TextParameters parameters, HttpResponseMessage response)
    {
        _backend = backend;
        _choice = choice;
        _wantsLogprobs = parameters.TopLogprobs is not null;
        _tail = new StopTail(parameters.Stop);
        if (response.Headers.TryGetValues("x-prompt-tokens", out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) && tokens > 0)
            PromptTokens = tokens;
    }

    /// <summary>Whether the choice is complete.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Tokens of the prompt; null: not said.</summary>
    public int? PromptTokens { get; private set; }

    /// <summary>Tokens generated; null: not said.</summary>
    public int? CompletionTokens { get; private set; }

    /// <summary>Reads one event of a stream.</summary>
    /// <returns>Null, or why the answer is none.</returns>
    public Failure? ReadEvent(ReadOnlyMemory<byte> data, List<GenerationEvent> events) => Read(data, json =>
    {
        var (token, details) = (WireText.Member(json, "token"), WireText.Member(json, "details"));
        var isEnd = details is not null || WireText.Member(json, "generated_text") is { ValueKind: JsonValueKind.String };
        // What is skipped would be missing from a text that ends well.
        if (token is { } given ? !TryToken(given, events) : !isEnd)
            return new Failure(FailureKind.BackendError, $"Backend '{_backend}' sent an event that is no part of an answer.");
        if (isEnd)
            End(details ?? default, events);
        return null;
    });

    /// <summary>Reads a whole answer.</summary>
    /// <inheritdoc cref="ReadEvent"/>
    public Failure? ReadWhole(ReadOnlyMemory<byte> body, List<GenerationEvent> events) => Read(body, json =>
    {
        if (WireText.Member(json, "generated_text") is not { ValueKind: JsonValueKind.String } text)
            return new Failure(FailureKind.BackendError, $"Backend '{_backend}' answered 200 with something that is no answer.");
        Text(JsonText.Of(text), events);
        var details = WireText.Member(json, "details") ?? default;
        Logprobs(WireText.Items(details, "tokens"), [.. WireText.Items(details, "top_tokens")], events);
        End(details, events);
        return null;
    });

    private Failure? Read(ReadOnlyMemory<byte> bytes, Func<JsonElement, Failure?> read)
    {
        try
        {
            if (!Utf8.IsValid(bytes.Span))
                throw new JsonException();
            using var document = JsonDocument.Parse(bytes);
            var json = document.RootElement is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1 ? list[0] : document.RootElement;
            return WireText.Member(json, "error") is { } error ? TgiErrors.InAnswer(_backend, json, error) : read(json);
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return new Failure(FailureKind.BackendError, $"Backend '{_backend}' sent something that is no JSON.") { Cause = thrown };
        }
    }

    private bool TryToken(JsonElement token, List<GenerationEvent> events)
    {
        // The end of the text comes as a token, too.
        if (WireText.Member(token, "special") is { ValueKind: JsonValueKind.True })
            return true;
        if (WireText.Member(token, "text") is not { ValueKind: JsonValueKind.String } text)
            return false;
        if (JsonText.Of(text) is { Length: > 0 } written)
            Text(written, events);
        Logprobs([token], [.. WireText.Items(token, "top_tokens")], events);
        return true;
    }

    private void Text(string text, List<GenerationEvent> events)
    {
        if (_tail.Add(text) is { Length: > 0 } certain)
            events.Add(new GenerationEvent.TextDelta(_choice, certain));
    }

    private void End(JsonElement details, List<GenerationEvent> events)
    {
        var reason = WireText.Text(details, "finish_reason");
        var (rest, stop) = _tail.End(reason == "stop_sequence");
        if (rest.Length > 0)
            events.Add(new GenerationEvent.TextDelta(_choice, rest));
        if (stop is not null)
            events.Add(new GenerationEvent.StoppedBy(_choice, stop));
        CompletionTokens = WireText.Count(details, "generated_tokens");
        PromptTokens = WireText.Count(details, "input_length") is > 0 and { } prompt ? prompt : PromptTokens;
        events.Add(new GenerationEvent.ChoiceEnded(_choice, reason == "length" ? FinishReason.Length : FinishReason.Stop));
        IsDone = true;
    }

    private void Logprobs(IEnumerable<JsonElement> tokens, JsonElement[] top, List<GenerationEvent> events)
    {
        if (!_wantsLogprobs)
            return;
        var read = new List<TokenLogprob>();
        var place = 0;
        foreach (var token in tokens)
        {
            var others = place < top.Length && top[place].ValueKind == JsonValueKind.Array ? top[place].EnumerateArray().Select(One).OfType<TokenLogprob>().ToArray() : [];
            place++;
            if (WireText.Member(token, "special") is not { ValueKind: JsonValueKind.True } && One(token) is { } one)
                read.Add(one with { Top = others });
        }

        if (read.Count > 0)
            events.Add(new GenerationEvent.LogprobsDelta(_choice, read));
    }

    private static TokenLogprob? One(JsonElement token) =>
        WireText.Text(token, "text") is { } text && WireText.Member(token, "logprob") is { ValueKind: JsonValueKind.Number } value && value.TryGetSingle(out var logprob) && float.IsFinite(logprob)
            ? new TokenLogprob(text, logprob, null)
            : null;
}
