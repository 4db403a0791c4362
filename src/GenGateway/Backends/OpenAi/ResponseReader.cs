using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Reads one JSON object of a response: fills the tally's text, and says what kind of object it is. Allocates nothing but a usage and an id that is wanted.</summary>
internal ref struct ResponseReader
{
    private readonly ResponseState _state;
    private Utf8JsonReader _reader;
    private ResponseFacts _facts;

    private ResponseReader(ReadOnlySpan<byte> json, ResponseState state)
    {
        _reader = new Utf8JsonReader(json);
        _state = state;
    }

    /// <summary>Reads an event of a stream.</summary>
    /// <param name="json">Its data.</param>
    /// <param name="state">What is known of the answer.</param>
    /// <param name="facts">What was seen.</param>
    /// <returns>False when it is no JSON object.</returns>
    public static bool TryReadEvent(ReadOnlySpan<byte> json, ResponseState state, out ResponseFacts facts) => TryRead(json, state, isWhole: false, out facts);

    /// <summary>Reads a whole answer.</summary>
    /// <inheritdoc cref="TryReadEvent"/>
    public static bool TryReadWhole(ReadOnlySpan<byte> json, ResponseState state, out ResponseFacts facts) => TryRead(json, state, isWhole: true, out facts);

    private static bool TryRead(ReadOnlySpan<byte> json, ResponseState state, bool isWhole, out ResponseFacts facts)
    {
        facts = default;
        // The reader does not look into the bytes of its strings.
        if (!Utf8.IsValid(json))
            return false;
        try
        {
            var reader = new ResponseReader(json, state);
            if (!reader.Read(isWhole))
                return false;
            facts = reader._facts;
            if (!facts.HasContent)
                return true;
            state.Tally.AddChoice(0);
            state.Tally.AddDelta();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Read(bool isWhole)
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
            return false;
        _facts.Kind = isWhole ? ResponseEventKind.Ended : KindOf(_reader);
        if (isWhole)
            Response();
        else
            Event();
        // What follows the object must be nothing.
        while (_reader.Read())
        {
        }

        return true;
    }

    // Asked first: Ollama writes it behind everything else.
    private static ResponseEventKind KindOf(Utf8JsonReader reader)
    {
        if (!WholeItems.FindType(ref reader))
            return ResponseEventKind.Nothing;
        if (reader.Is("response.output_text.delta"u8) || reader.Is("response.refusal.delta"u8))
            return ResponseEventKind.Text;
        if (reader.Is("response.created"u8) || reader.Is("response.in_progress"u8) || reader.Is("response.queued"u8))
            return ResponseEventKind.Begun;
        if (reader.Is("response.completed"u8) || reader.Is("response.incomplete"u8))
            return ResponseEventKind.Ended;
        if (reader.Is("response.failed"u8) || reader.Is("error"u8))
            return ResponseEventKind.Failed;
        if (reader.Is("response.output_item.added"u8))
            return ResponseEventKind.Item;
        var type = reader.ValueSpan;
        if (type.EndsWith(".delta"u8))
            return ResponseEventKind.Other;
        // The searches and runs of the server's own tools: an end says nothing that was not said.
        return type.IndexOf("_call."u8) >= 0 && !type.EndsWith(".done"u8) ? ResponseEventKind.Tool : ResponseEventKind.Unknown;
    }

    private void Event()
    {
        _facts.HasContent = _facts.Kind == ResponseEventKind.Tool;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("response"u8) && _facts.Kind is ResponseEventKind.Begun or ResponseEventKind.Ended or ResponseEventKind.Failed)
                InnerResponse();
            else if (_reader.Is("delta"u8) && _facts.Kind is ResponseEventKind.Text or ResponseEventKind.Other)
                Delta();
            else if (_reader.Is("item"u8) && _facts.Kind == ResponseEventKind.Item)
                NewItem();
            else if (_reader.Is("error"u8))
                Error();
            else if (_reader.Is("code"u8) && _facts.Kind == ResponseEventKind.Failed)
                Code();
            else if (_reader.Is("sequence_number"u8))
                _facts.Sequence = _reader.ReadCount();
            else
                _reader.SkipValue();
        }

        if (_facts is { HasContent: true, Kind: ResponseEventKind.Item or ResponseEventKind.Other or ResponseEventKind.Tool })
            _state.Tally.AddOther();
    }

    private void InnerResponse()
    {
        if (_reader.TryBeginObject())
            Response();
    }

    private void Response()
    {
        var start = (int)_reader.TokenStartIndex;
        var output = default(Utf8JsonReader);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("model"u8))
                _facts.Model = _reader.ReadPlace(_facts.Model);
            else if (_reader.Is("id"u8))
                Id();
            else if (_reader.Is("status"u8))
                Status();
            else if (_reader.Is("previous_response_id"u8))
                Previous();
            else if (_reader.Is("error"u8))
                Error();
            else if (_reader.Is("usage"u8))
                _facts.Usage = UsageReader.Read(ref _reader, ofResponse: true, out _);
            else if (_reader.Is("output"u8))
                Output(out output);
            else
                _reader.SkipValue();
        }

        _facts.Response = new ByteRange(start, (int)_reader.BytesConsumed - start);
        // The text of what is no answer is nobody's; what came in pieces was counted by them.
        var isForgotten = _state.Previous is not null && !(_facts.GoesOn || _state.GoesOn);
        if (_facts is { Kind: ResponseEventKind.Ended, HasOutput: true, IsError: false, Status: not (ResponseStatus.Failed or ResponseStatus.Open) } && !isForgotten && !_state.HasPieces)
            WholeItems.Count(ref output, _state.Tally, ref _facts);
    }

    private void Id()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String && _facts.Kind == ResponseEventKind.Ended && _state.IsKept)
            _facts.Id = JsonText.Of(_reader);
        _reader.Skip();
    }

    private void Status()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String)
        {
            _facts.Status = _reader.Is("completed"u8) || _reader.Is("incomplete"u8) ? ResponseStatus.Ended
                : _reader.Is("failed"u8) ? ResponseStatus.Failed
                : ResponseStatus.Open;
        }

        _reader.Skip();
    }

    private void Previous()
    {
        _reader.Read();
        _facts.GoesOn = _state.Previous is { } wanted && _reader.TokenType == JsonTokenType.String && _reader.Is(wanted);
        _reader.Skip();
    }

    private void Output(out Utf8JsonReader output)
    {
        _reader.Read();
        output = _reader;
        _facts.HasOutput = _reader.TokenType == JsonTokenType.StartArray;
        _facts.IsWrong |= !_facts.HasOutput && _reader.TokenType != JsonTokenType.Null;
        _reader.Skip();
    }

    private void Error()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
            return;
        _facts.IsError = true;
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            _reader.Skip();
            return;
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("code"u8))
                Code();
            else
                _reader.SkipValue();
        }
    }

    private void Code()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String)
        {
            var code = _reader.ValueSpan;
            _facts.Fault = code.SequenceEqual("rate_limit_exceeded"u8) || code.SequenceEqual("insufficient_quota"u8) ? ResponseFault.RateLimited
                : code.SequenceEqual("context_length_exceeded"u8) ? ResponseFault.ContextLength
                : code.SequenceEqual("invalid_prompt"u8) || code.IndexOf("image"u8) >= 0 ? ResponseFault.Request
                : ResponseFault.Other;
        }

        _reader.Skip();
    }

    private void Delta()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String)
        {
            if (_reader.ValueSpan.IsEmpty)
                return;
            _facts.HasContent = _state.HasPieces = true;
            if (_facts.Kind == ResponseEventKind.Text)
                TalliedText.Add(_reader, _state.Tally);
            return;
        }

        _facts.IsWrong |= _facts.Kind == ResponseEventKind.Text && _reader.TokenType != JsonTokenType.Null;
        _reader.Skip();
    }

    // A call is content when it begins; a message or a thought only once something of it is there.
    private void NewItem()
    {
        if (!_reader.TryBeginObject())
            return;
        var item = _reader;
        _facts.HasContent = WholeItems.FindType(ref item) && !item.Is("message"u8) && !item.Is("reasoning"u8);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            _reader.SkipValue();
    }
}
