using System.Globalization;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Reading;

/// <summary>
/// Reads over a text route's body once: is it JSON, are its numbers in range, what does routing need, where would the relay edit it.
/// Everything deeper is for whoever serves it.
/// </summary>
/// <remarks>A field that decides about the road may stand in the body only once: two readers may choose differently between two.</remarks>
internal ref struct BodyPeek
{
    private readonly PeekRules _rules;
    private readonly Faults _faults = new();
    private readonly ReadOnlySpan<byte> _body;
    private Utf8JsonReader _reader;
    private bool _hasInput;
    private bool _isInputFilled;
    private int _inputs;
    private bool _echo;
    private string? _model;
    private string? _backend;
    private bool? _stream;
    private long? _maxTokens;
    private long? _maxCompletionTokens;
    private long? _maxOutputTokens;
    private long? _numPredict;
    private long? _n;
    private bool? _includeUsage;
    private bool _hasStreamOptions;
    private int _open;
    private int _seen;
    private ByteRange? _modelValue;
    private ByteRange? _ownMember;
    private ByteRange? _streamOptions;
    private ByteRange? _includeUsageValue;

    private BodyPeek(ReadOnlySpan<byte> body, PeekRules rules)
    {
        _rules = rules;
        _body = body;
        _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonGuard.MaxDepth });
    }

    private enum Field
    {
        Model,
        Backend,
        Stream,
        StreamOptions,
        IncludeUsage,
        MaxTokens,
        MaxCompletionTokens,
        MaxOutputTokens,
        N,
        Input,
        Echo,
        Options,
        NumPredict,
    }

    /// <summary>Reads over the body.</summary>
    /// <param name="body">UTF-8 without a byte order mark.</param>
    /// <param name="rules">What the route's bodies have.</param>
    public static Outcome<Peeked> Read(ReadOnlySpan<byte> body, PeekRules rules)
    {
        try
        {
            return new BodyPeek(body, rules).Read();
        }
        catch (JsonException thrown)
        {
            return JsonGuard.Malformed(thrown);
        }
    }

    private Outcome<Peeked> Read()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            var kind = KindOf(_reader.TokenType);
            // The rest must be JSON all the same, or the complaint would be the wrong one.
            while (_reader.Read())
            {
            }

            return JsonGuard.NoObject(kind);
        }

        _open = (int)_reader.BytesConsumed;
        var before = _open;
        int? own = null;
        _reader.Read();
        while (_reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)_reader.TokenStartIndex;
            if (own is { } ownStart)
            {
                _ownMember = new ByteRange(ownStart, start - ownStart);
                own = null;
            }

            var isOwn = _reader.Is("backend"u8);
            ReadMember();
            var end = (int)_reader.BytesConsumed;
            if (isOwn)
                own = start;
            else
                before = end;
            _reader.Read();
        }

        // The last member falls with the comma before it.
        if (own is not null)
            _ownMember = new ByteRange(before, (int)_reader.TokenStartIndex - before);
        while (_reader.Read())
        {
        }

        return Result();
    }

    private readonly Outcome<Peeked> Result()
    {
        if (!_hasInput && _rules.InputMissing is { } missing)
            _faults.Add(_rules.Input, missing);
        var least = _echo ? 0 : 1;
        if (_maxTokens is null && _rules.MaxTokensMissing is { } unlimited)
            _faults.Add("max_tokens", unlimited);
        CheckRange("max_tokens", _maxTokens, least);
        CheckRange("max_completion_tokens", _maxCompletionTokens, least);
        CheckRange("max_output_tokens", _maxOutputTokens, 1);
        CheckRange("n", _n, 1);
        CheckPredict();
        if (_faults.First is { } fault)
            return fault;
        return new Peeked
        {
            Model = _model is { Length: > 0 } ? _model : null,
            Backend = _backend is { Length: > 0 } ? _backend : null,
            HasInput = _isInputFilled,
            Stream = !_rules.NeverStreams && (_stream ?? _rules.StreamsUnasked),
            MaxTokens = (int?)(_maxCompletionTokens ?? _maxTokens ?? _maxOutputTokens ?? (_numPredict > 0 ? _numPredict : null)),
            N = (int)(_n ?? 1),
            Inputs = _inputs,
            IncludeUsage = _includeUsage ?? false,
            Open = _open,
            ModelValue = _modelValue,
            OwnMember = _ownMember,
            StreamOptions = _streamOptions,
            HasStreamOptions = _hasStreamOptions,
            IncludeUsageValue = _includeUsageValue,
        };
    }

    private readonly void CheckRange(string name, long? value, int least)
    {
        if (value < least || value > int.MaxValue)
            _faults.Add(name, $"{name} must be an integer of at least {least} (and at most {int.MaxValue}), not {value}.");
    }

    // Ollama's −1 and −2 mean as many as there is room for.
    private readonly void CheckPredict()
    {
        if (_numPredict is not (null or -1 or -2) && (_numPredict < 1 || _numPredict > int.MaxValue))
            _faults.Add("options.num_predict", $"options.num_predict must be an integer of at least 1 (and at most {int.MaxValue}), or -1 for no limit, not {_numPredict}.");
    }

    private void ReadMember()
    {
        if (_reader.Is(_rules.InputName))
            Input();
        else if (_reader.Is("model"u8))
            (_model, _modelValue) = Name("model", Field.Model);
        else if (_reader.Is("backend"u8))
            (_backend, _) = Name("backend", Field.Backend);
        else if (_reader.Is("stream"u8))
            _stream = Flag("stream", Field.Stream);
        else if (_rules.IsOpenAi && _reader.Is("stream_options"u8))
            StreamOptions();
        else if (_rules.HasMaxTokens && _reader.Is("max_tokens"u8))
            _maxTokens = Integer("max_tokens", Field.MaxTokens);
        else if (_rules.HasMaxCompletionTokens && _reader.Is("max_completion_tokens"u8))
            _maxCompletionTokens = Integer("max_completion_tokens", Field.MaxCompletionTokens);
        else if (_rules.HasMaxOutputTokens && _reader.Is("max_output_tokens"u8))
            _maxOutputTokens = Integer("max_output_tokens", Field.MaxOutputTokens);
        else if (_rules.IsOpenAi && _reader.Is("n"u8))
            _n = Integer("n", Field.N);
        else if (_rules.HasEcho && _reader.Is("echo"u8))
            _echo = Flag("echo", Field.Echo) ?? false;
        else if (_rules.RangeOf(_reader) is { } range)
            Number(range);
        else if (_rules.OptionRanges.Count > 0 && _reader.Is("options"u8))
            Options();
        else
            Skip();
    }

    private void Input()
    {
        Once(_rules.Input, Field.Input);
        _reader.Read();
        if (_rules.MostInputs is { } most)
        {
            CountInputs(most);
            return;
        }

        if (_reader.TokenType == JsonTokenType.String && !_rules.IsInputList)
        {
            _hasInput = true;
            _isInputFilled = !_reader.ValueSpan.IsEmpty;
        }
        else if (_reader.TokenType == JsonTokenType.StartArray && !_rules.IsInputText)
        {
            var depth = _reader.CurrentDepth;
            _reader.Read();
            _isInputFilled = _reader.TokenType != JsonTokenType.EndArray;
            _hasInput = _isInputFilled || !_rules.IsInputList;
            while (_reader.TokenType != JsonTokenType.EndArray || _reader.CurrentDepth != depth)
                _reader.Read();
        }
        else if (_rules.InputWanted is { } wanted && _reader.TokenType != JsonTokenType.Null)
        {
            WrongKind(_rules.Input, wanted);
        }
        else
        {
            _reader.Skip();
        }
    }

    private void Options()
    {
        Once("options", Field.Options);
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            if (_reader.TokenType != JsonTokenType.Null)
                WrongKind("options", "an object");
            return;
        }

        _reader.Read();
        while (_reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("num_predict"u8))
                _numPredict = Integer("options.num_predict", Field.NumPredict);
            else if (_rules.OptionRangeOf(_reader) is { } range)
                Number(range);
            else
                Skip();
            _reader.Read();
        }
    }

    private void CountInputs(int most)
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            _hasInput = _reader.TokenType == JsonTokenType.String;
            _isInputFilled = _hasInput && !_reader.ValueSpan.IsEmpty;
            if (!_hasInput && _reader.TokenType != JsonTokenType.Null && _rules.InputWanted is { } wanted)
                WrongKind(_rules.Input, wanted);
            _inputs = _hasInput ? 1 : 0;
            _reader.Skip();
            return;
        }

        var isTokens = false;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            isTokens |= _reader.TokenType == JsonTokenType.Number;
            _inputs++;
            _reader.Skip();
        }

        _hasInput = _isInputFilled = _inputs > 0;
        if (isTokens)
            _inputs = 1;
        if (_inputs > most)
            _faults.Add(_rules.Input, $"{_rules.Input} may have at most {most} entries; this one has {_inputs}. Send them in several requests.");
    }

    private (string? Text, ByteRange Value) Name(string name, Field field)
    {
        Once(name, field);
        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        string? text = null;
        if (_reader.TokenType == JsonTokenType.String)
            text = JsonText.Of(_reader);
        else if (_reader.TokenType != JsonTokenType.Null)
            WrongKind(name, "a string");
        return (text, new ByteRange(start, (int)_reader.BytesConsumed - start));
    }

    private bool? Flag(string name, Field field)
    {
        Once(name, field);
        _reader.Read();
        if (_reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            return _reader.TokenType == JsonTokenType.True;
        if (_reader.TokenType != JsonTokenType.Null)
            WrongKind(name, "a boolean");
        return null;
    }

    private long? Integer(string name, Field field)
    {
        Once(name, field);
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
            return null;
        if (_reader.TokenType != JsonTokenType.Number)
        {
            WrongKind(name, "an integer");
            return null;
        }

        if (Numbers.TryInteger(_reader, out var number))
            return number;
        _faults.Add(name, $"{name} must be an integer, not {Shown()}.");
        return null;
    }

    private void Number(NumberRange range)
    {
        var (name, least, most) = (range.Path, range.Least, range.Most);
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
            return;
        if (_reader.TokenType != JsonTokenType.Number)
            WrongKind(name, range.IsInteger ? "an integer" : "a number");
        else if (range.IsInteger && !Numbers.TryInteger(_reader, out _))
            _faults.Add(name, $"{name} must be an integer, not {Shown()}.");
        else if (!_reader.TryGetDouble(out var number) || !(number >= least && number <= most))
            _faults.Add(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be {(range.IsInteger ? "an integer" : "a number")} between {least} and {most}, not {Shown()}."));
    }

    private void StreamOptions()
    {
        Once("stream_options", Field.StreamOptions);
        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        if (_reader.TokenType == JsonTokenType.StartObject)
        {
            _reader.Read();
            while (_reader.TokenType == JsonTokenType.PropertyName)
            {
                _hasStreamOptions = true;
                if (_reader.Is("include_usage"u8))
                    IncludeUsage();
                else
                    Skip();
                _reader.Read();
            }
        }
        else if (_reader.TokenType != JsonTokenType.Null)
        {
            WrongKind("stream_options", "an object");
        }

        _streamOptions = new ByteRange(start, (int)_reader.BytesConsumed - start);
    }

    private void IncludeUsage()
    {
        _includeUsage = Flag("stream_options.include_usage", Field.IncludeUsage);
        var start = (int)_reader.TokenStartIndex;
        _includeUsageValue = new ByteRange(start, (int)_reader.BytesConsumed - start);
    }

    private void Once(string name, Field field)
    {
        var bit = 1 << (int)field;
        if ((_seen & bit) != 0)
            _faults.Add(name, $"{name} stands in the body twice; send it once.");
        _seen |= bit;
    }

    private void Skip()
    {
        _reader.Read();
        _reader.Skip();
    }

    private void WrongKind(string name, string wanted)
    {
        _faults.Add(name, $"{name} must be {wanted}, not {KindOf(_reader.TokenType)}.");
        _reader.Skip();
    }

    private readonly string Shown()
    {
        const int most = 24;
        var start = (int)_reader.TokenStartIndex;
        var raw = _body[start..(int)_reader.BytesConsumed];
        var text = System.Text.Encoding.UTF8.GetString(raw.Length > most ? raw[..most] : raw);
        return raw.Length > most ? $"{text}…" : text;
    }

    private static string KindOf(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}
