using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Reads one JSON object of an OpenAI answer, for both lanes: fills the tally, and says what kind of object it is. Allocates nothing but a usage.</summary>
internal ref struct ChunkReader
{
    private readonly Tally _tally;
    private readonly bool _oneChoice;
    private Utf8JsonReader _reader;
    private ChunkFacts _facts;
    private bool _firstChoice;

    private ChunkReader(ReadOnlySpan<byte> json, Tally tally, bool oneChoice)
    {
        _reader = new Utf8JsonReader(json);
        _tally = tally;
        _oneChoice = oneChoice;
    }

    /// <summary>Reads it.</summary>
    /// <param name="json">The object.</param>
    /// <param name="tally">Counts what is seen.</param>
    /// <param name="oneChoice">Whether one choice was asked for; of several only the first one's text is kept, since they come mixed.</param>
    /// <param name="facts">What was seen.</param>
    /// <returns>False when it is no JSON object.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, Tally tally, bool oneChoice, out ChunkFacts facts)
    {
        facts = default;
        // The reader does not look into the bytes of its strings.
        if (!Utf8.IsValid(json))
            return false;
        try
        {
            var reader = new ChunkReader(json, tally, oneChoice);
            if (!reader.Read())
                return false;
            facts = reader._facts;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Read()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("choices"u8))
                Choices();
            else if (_reader.Is("model"u8))
                _facts.Model = _reader.ReadPlace(_facts.Model);
            else if (_reader.Is("usage"u8))
                Usage();
            else if (_reader.Is("x_groq"u8))
                Groq();
            else if (_reader.Is("error"u8))
                Error();
            else if (_reader.Is("object"u8))
                Object();
            else
                _reader.SkipValue();
        }

        // What follows the object must be nothing.
        while (_reader.Read())
        {
        }

        if (_facts.HasContent)
            _tally.AddDelta();
        return true;
    }

    private void Error()
    {
        _reader.Read();
        _facts.IsError |= _reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
        _reader.Skip();
    }

    // Older vLLMs and FastChat say it so, without a member "error".
    private void Object()
    {
        _reader.Read();
        _facts.IsError |= _reader.TokenType == JsonTokenType.String && _reader.ValueTextEquals("error"u8);
        _reader.Skip();
    }

    private void Choices()
    {
        if (!_reader.TryBeginArray())
            return;

        _facts.HasChoices = true;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            _facts.HasChoice = true;
            if (_reader.TokenType == JsonTokenType.StartObject)
            {
                Choice();
                continue;
            }

            _facts.IsWrong = true;
            _reader.Skip();
        }
    }

    private void Choice()
    {
        var index = Index(_reader);
        _tally.AddChoice(index);
        _firstChoice = _oneChoice || index == 0;
        if (_firstChoice)
            _tally.AddLead();
        var isBare = true;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("delta"u8))
                Message();
            else if (_reader.Is("message"u8))
                isBare &= !Message();
            else if (_reader.Is("text"u8))
                isBare &= !Text();
            else if (_reader.Is("finish_reason"u8))
                Finish();
            else
                _reader.SkipValue();
        }

        _facts.HasBareChoice |= isBare;
    }

    // Asked first: it may stand behind the text that it is about.
    private static int Index(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIndex = reader.Is("index"u8);
            reader.Read();
            if (isIndex)
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) && index is >= 0 and < 1024 ? index : 0;
            reader.Skip();
        }

        return 0;
    }

    private void Finish()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String && !_reader.ValueSpan.IsEmpty)
            _tally.AddEnd();
        else
            _reader.Skip();
    }

    /// <returns>Whether it is one.</returns>
    private bool Message()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            _facts.IsWrong |= _reader.TokenType != JsonTokenType.Null;
            _reader.Skip();
            return false;
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("content"u8) || _reader.Is("refusal"u8))
                Text();
            else if (_reader.Is("reasoning_content"u8) || _reader.Is("reasoning"u8) || _reader.Is("tool_calls"u8) || _reader.Is("function_call"u8) || _reader.Is("audio"u8))
                Other();
            else
                _reader.SkipValue();
        }

        return true;
    }

    /// <summary>Content that is no text of the answer.</summary>
    private void Other()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String)
        {
            HasOther(!_reader.ValueSpan.IsEmpty);
            return;
        }

        if (_reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
            return;
        var start = _reader.BytesConsumed;
        _reader.Skip();
        HasOther(_reader.TokenStartIndex > start);
    }

    private void HasOther(bool isThere)
    {
        if (!isThere)
            return;
        _facts.HasContent = true;
        _tally.AddOther();
    }

    /// <returns>Whether it is a text.</returns>
    private bool Text()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.String)
        {
            // A list of parts is what some servers answer that think; null is what a turn has that only calls tools.
            _facts.IsWrong |= _reader.TokenType is not (JsonTokenType.Null or JsonTokenType.StartArray);
            _reader.Skip();
            return false;
        }

        var raw = _reader.ValueSpan;
        if (raw.IsEmpty)
            return true;
        _facts.HasContent = true;
        if (_firstChoice)
            TalliedText.Add(_reader, _tally);
        return true;
    }

    // Groq's streams have the usage inside an object of their own, and there they say that they were cut short.
    private void Groq()
    {
        if (!_reader.TryBeginObject())
            return;

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("usage"u8))
                Usage();
            else if (_reader.Is("error"u8))
                Error();
            else
                _reader.SkipValue();
        }
    }

    private void Usage()
    {
        var usage = UsageReader.Read(ref _reader, ofResponse: false, out var isThere);
        _facts.HasUsage |= isThere;
        if (usage is not null)
            _tally.AddUsage(usage);
    }
}
