using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Reads the object of an embeddings answer, for both lanes.</summary>
internal ref struct EmbeddingReader
{
    private readonly bool[] _seen;
    private readonly ReadOnlyMemory<float>[]? _vectors;
    private Utf8JsonReader _reader;

    private EmbeddingReader(ReadOnlySpan<byte> json, int inputs, ReadOnlyMemory<float>[]? vectors)
    {
        _reader = new Utf8JsonReader(json);
        _seen = new bool[inputs];
        _vectors = vectors;
    }

    /// <summary>The value of <c>model</c> with its quotes, or an empty range.</summary>
    public ByteRange Model { get; private set; }

    /// <summary>Whether it is an error.</summary>
    public bool IsError { get; private set; }

    /// <summary>Whether something in it is no vector, or the vector of no input.</summary>
    public bool IsWrong { get; private set; }

    /// <summary>Vectors in it.</summary>
    public int Count { get; private set; }

    /// <summary>Tokens of all inputs; null: not said.</summary>
    public int? PromptTokens { get; private set; }

    /// <summary>Reads it.</summary>
    /// <param name="json">The object.</param>
    /// <param name="inputs">Inputs asked for.</param>
    /// <param name="vectors">Takes the vectors, by their inputs; null: they are looked at only.</param>
    /// <param name="read">What was seen.</param>
    /// <returns>False when it is no JSON object.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, int inputs, ReadOnlyMemory<float>[]? vectors, out EmbeddingReader read)
    {
        read = new EmbeddingReader(json, inputs, vectors);
        // The reader does not look into the bytes of its strings.
        if (!Utf8.IsValid(json))
            return false;
        try
        {
            return read.Read();
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
            if (_reader.Is("data"u8))
                Data();
            else if (_reader.Is("model"u8))
                Model = _reader.ReadPlace(Model);
            else if (_reader.Is("usage"u8))
                Usage();
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

        return true;
    }

    private void Error()
    {
        _reader.Read();
        IsError |= _reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
        _reader.Skip();
    }

    private void Object()
    {
        _reader.Read();
        IsError |= _reader.TokenType == JsonTokenType.String && _reader.ValueTextEquals("error"u8);
        _reader.Skip();
    }

    private void Data()
    {
        if (!_reader.TryBeginArray())
            return;

        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (_reader.TokenType == JsonTokenType.StartObject)
            {
                Entry();
                continue;
            }

            IsWrong = true;
            _reader.Skip();
        }
    }

    private void Entry()
    {
        // Some leave the index out: then the place says it.
        var index = Count++;
        var isVector = false;
        float[]? vector = null;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.Is("index"u8))
                index = Index(index);
            else if (_reader.Is("embedding"u8))
                isVector = Vector(out vector);
            else
                _reader.SkipValue();
        }

        if (!isVector || (uint)index >= (uint)_seen.Length || _seen[index])
        {
            IsWrong = true;
            return;
        }

        _seen[index] = true;
        if (_vectors is not null)
            _vectors[index] = vector;
    }

    // One that is no place is wrong: a client sorts by it.
    private int Index(int place)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
            return place;
        if (_reader.TokenType == JsonTokenType.Number)
            return _reader.TryGetInt32(out var index) ? index : -1;
        _reader.Skip();
        return -1;
    }

    private bool Vector(out float[]? vector)
    {
        vector = null;
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String)
            return Base64(out vector);
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            _reader.Skip();
            return false;
        }

        var components = _vectors is null ? null : new List<float>(1024);
        var (count, isWrong) = (0, false);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetSingle(out var component) && float.IsFinite(component))
            {
                components?.Add(component);
                continue;
            }

            isWrong = true;
            _reader.Skip();
        }

        vector = components?.ToArray();
        return count > 0 && !isWrong;
    }

    private readonly bool Base64(out float[]? vector)
    {
        vector = null;
        if (!_reader.TryGetBytesFromBase64(out var bytes) || bytes.Length == 0 || bytes.Length % sizeof(float) != 0)
            return false;
        vector = new float[bytes.Length / sizeof(float)];
        for (var at = 0; at < vector.Length; at++)
        {
            vector[at] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at * sizeof(float)));
            if (!float.IsFinite(vector[at]))
                return false;
        }

        return true;
    }

    private void Usage()
    {
        if (!_reader.TryBeginObject())
            return;

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            // Some servers send zeros until they know; a zero is not a count.
            if (_reader.Is("prompt_tokens"u8))
                PromptTokens = _reader.ReadCount() is { } count and > 0 ? count : null;
            else
                _reader.SkipValue();
        }
    }
}
