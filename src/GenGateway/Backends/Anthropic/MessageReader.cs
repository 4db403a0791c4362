using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>Reads one JSON object of an answer, for both lanes: fills the tally, and says what kind of object it is. Allocates nothing but a usage.</summary>
internal ref struct MessageReader
{
    private readonly MessageState _state;
    private Utf8JsonReader _reader;
    private MessageFacts _facts;

    private MessageReader(ReadOnlySpan<byte> json, MessageState state)
    {
        _reader = new Utf8JsonReader(json);
        _state = state;
    }

    /// <summary>Reads an event of a stream.</summary>
    /// <param name="json">Its data.</param>
    /// <param name="state">What is known of the answer.</param>
    /// <param name="facts">What was seen.</param>
    /// <returns>False when it is no JSON object.</returns>
    public static bool TryReadEvent(ReadOnlySpan<byte> json, MessageState state, out MessageFacts facts) => TryRead(json, state, isWhole: false, out facts);

    /// <summary>Reads a whole answer.</summary>
    /// <inheritdoc cref="TryReadEvent"/>
    public static bool TryReadWhole(ReadOnlySpan<byte> json, MessageState state, out MessageFacts facts) => TryRead(json, state, isWhole: true, out facts);

    private static bool TryRead(ReadOnlySpan<byte> json, MessageState state, bool isWhole, out MessageFacts facts)
    {
        facts = default;
        // The reader does not look into the bytes of its strings.
        if (!Utf8.IsValid(json))
            return false;
        try
        {
            var reader = new MessageReader(json, state);
            if (!(isWhole ? reader.Whole() : reader.Event()))
                return false;
            facts = reader._facts;
            if (!facts.IsWrong && facts.Kind != EventKind.Error)
                state.Add(facts, isWhole);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Whole()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
            return false;
        Message();
        return IsAtEnd();
    }

    private bool Event()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
            return false;
        _facts.Kind = TypeOf(_reader);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("error"u8))
                Error();
            else if (_facts.Kind == EventKind.MessageDelta && _reader.Is("usage"u8))
                Usage();
            else if (IsPart())
                Part();
            else
                _reader.SkipValue();
        }

        return IsAtEnd();
    }

    // What follows the object must be nothing.
    private bool IsAtEnd()
    {
        while (_reader.Read())
        {
        }

        return true;
    }

    private readonly bool IsPart() => _facts.Kind switch
    {
        EventKind.MessageStart => _reader.Is("message"u8),
        EventKind.BlockStart => _reader.Is("content_block"u8),
        EventKind.BlockDelta or EventKind.MessageDelta => _reader.Is("delta"u8),
        _ => false,
    };

    private void Part()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            _facts.IsWrong = true;
            _reader.Skip();
            return;
        }

        switch (_facts.Kind)
        {
            case EventKind.MessageStart:
                Message();
                break;
            case EventKind.BlockStart:
                Block();
                break;
            case EventKind.BlockDelta:
                Delta();
                break;
            default:
                End();
                break;
        }
    }

    // Asked first: it may stand behind what it is about.
    private static EventKind TypeOf(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.Is("type"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
                return KindOf(reader);
            reader.Skip();
        }

        return EventKind.Nothing;
    }

    private static EventKind KindOf(in Utf8JsonReader reader)
    {
        if (reader.Is("content_block_delta"u8))
            return EventKind.BlockDelta;
        if (reader.Is("content_block_start"u8))
            return EventKind.BlockStart;
        if (reader.Is("content_block_stop"u8))
            return EventKind.BlockStop;
        if (reader.Is("message_start"u8))
            return EventKind.MessageStart;
        if (reader.Is("message_delta"u8))
            return EventKind.MessageDelta;
        if (reader.Is("message_stop"u8))
            return EventKind.MessageStop;
        if (reader.Is("ping"u8))
            return EventKind.Ping;
        return reader.Is("error"u8) ? EventKind.Error : EventKind.Unknown;
    }

    private void Message()
    {
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("content"u8))
                Blocks();
            else if (_reader.Is("model"u8))
                _facts.Model = _reader.ReadPlace(_facts.Model);
            else if (_reader.Is("usage"u8))
                Usage();
            else if (_reader.Is("stop_reason"u8))
                StopReason();
            else if (_reader.Is("error"u8))
                Error();
            else
                _reader.SkipValue();
        }
    }

    private void Blocks()
    {
        if (!_reader.TryBeginArray())
            return;

        _facts.HasBlocks = true;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (_reader.TokenType == JsonTokenType.StartObject)
            {
                Block();
                continue;
            }

            _facts.IsWrong = true;
            _reader.Skip();
        }
    }

    // A text and a thought are what they hold; every other block says something by being there: it names a tool, or is complete.
    private void Block()
    {
        var type = BlockTypeOf(_reader);
        _facts.HasContent |= type == BlockType.Other;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (type == BlockType.Text && _reader.Is("text"u8))
                Text();
            else if (type == BlockType.Thinking && _reader.Is("thinking"u8))
                Other();
            else
                _reader.SkipValue();
        }
    }

    private static BlockType BlockTypeOf(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.Is("type"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
                return reader.Is("text"u8) ? BlockType.Text : reader.Is("thinking"u8) ? BlockType.Thinking : BlockType.Other;
            reader.Skip();
        }

        return BlockType.Other;
    }

    private void Delta()
    {
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("text"u8))
                Text();
            else if (_reader.Is("partial_json"u8) || _reader.Is("thinking"u8))
                Other();
            else
                _reader.SkipValue();
        }
    }

    private void End()
    {
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("stop_reason"u8))
                StopReason();
            else
                _reader.SkipValue();
        }
    }

    private void StopReason()
    {
        _reader.Read();
        _facts.HasStopReason |= _reader.TokenType == JsonTokenType.String && !_reader.ValueSpan.IsEmpty;
        _reader.Skip();
    }

    private void Text()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.String)
        {
            _facts.IsWrong |= _reader.TokenType != JsonTokenType.Null;
            _reader.Skip();
            return;
        }

        if (_reader.ValueSpan.IsEmpty)
            return;
        _facts.HasContent = true;
        TalliedText.Add(_reader, _state.Tally);
    }

    /// <summary>Content that is no text of the answer.</summary>
    private void Other()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String)
        {
            _facts.HasContent |= !_reader.ValueSpan.IsEmpty;
            return;
        }

        _facts.IsWrong |= _reader.TokenType != JsonTokenType.Null;
        _reader.Skip();
    }

    private void Error()
    {
        _reader.Read();
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.String))
        {
            _reader.Skip();
            return;
        }

        _facts.Kind = EventKind.Error;
        if (_reader.TokenType == JsonTokenType.String)
            return;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!_reader.Is("type"u8))
            {
                _reader.SkipValue();
                continue;
            }

            _reader.Read();
            if (_reader.TokenType == JsonTokenType.String)
                _facts.Error = ErrorKindOf(_reader);
            else
                _reader.Skip();
        }
    }

    private static ErrorKind ErrorKindOf(in Utf8JsonReader reader) =>
        reader.Is("overloaded_error"u8) ? ErrorKind.Overloaded
        : reader.Is("rate_limit_error"u8) ? ErrorKind.RateLimited
        : reader.Is("invalid_request_error"u8) ? ErrorKind.InvalidRequest
        : ErrorKind.Other;

    private void Usage()
    {
        if (!_reader.TryBeginObject())
            return;

        ref var counts = ref _state.Counts;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("input_tokens"u8))
                counts.Input = _reader.ReadCount() ?? counts.Input;
            else if (_reader.Is("output_tokens"u8))
                counts.Output = _reader.ReadCount() ?? counts.Output;
            else if (_reader.Is("cache_creation_input_tokens"u8))
                counts.CacheWrite = _reader.ReadCount() ?? counts.CacheWrite;
            else if (_reader.Is("cache_read_input_tokens"u8))
                counts.CacheRead = _reader.ReadCount() ?? counts.CacheRead;
            else if (_reader.Is("output_tokens_details"u8))
                Details(ref counts);
            else
                _reader.SkipValue();
        }
    }

    private void Details(ref UsageCounts counts)
    {
        if (!_reader.TryBeginObject())
            return;

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("thinking_tokens"u8))
                counts.Thinking = _reader.ReadCount() ?? counts.Thinking;
            else
                _reader.SkipValue();
        }
    }

    private enum BlockType
    {
        Text,
        Thinking,
        Other,
    }
}
