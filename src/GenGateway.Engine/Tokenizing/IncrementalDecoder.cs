using System.Buffers;
using System.Text;
using GenGateway.Engine.Tokenizing.Decoding;

namespace GenGateway.Engine.Tokenizing;

/// <summary>Turns ids into text one at a time. No piece ends inside a character.</summary>
/// <remarks>
/// The pieces and the flushed rest, joined, are what <see cref="Tokenizer.Decode"/> gives for all ids at once. A piece never holds a
/// U+FFFD that a later id would have completed: text is held back while it ends in one. For one owner at a time, not thread-safe.
/// Nothing is allocated per id but the piece; what is held back grows only while a model emits bytes that form no character.
/// </remarks>
public sealed class IncrementalDecoder
{
    private readonly Tokenizer _tokenizer;
    private readonly TokenDecoder _decoder;
    private readonly bool _skipSpecialTokens;
    private readonly ArrayBufferWriter<byte> _held = new(64);
    private bool _first = true;

    internal IncrementalDecoder(Tokenizer tokenizer, TokenDecoder decoder, bool skipSpecialTokens)
    {
        _tokenizer = tokenizer;
        _decoder = decoder;
        _skipSpecialTokens = skipSpecialTokens;
    }

    /// <summary>Takes the next id and returns the text that is now certain, or an empty string. Unknown ids are skipped.</summary>
    public string Append(int id)
    {
        if (_tokenizer.VisibleToken(id, _skipSpecialTokens) is not { } token)
            return "";
        _decoder.Write(token, _first, _held);
        _first = false;
        // UTF-8 synchronizes itself: a whole character at the end is one whatever stands before it.
        return Rune.DecodeLastFromUtf8(_held.WrittenSpan, out var last, out _) == OperationStatus.Done && last != Rune.ReplacementChar
            ? Take()
            : "";
    }

    /// <summary>Ends the text: returns what was held back, broken characters as U+FFFD. The decoder is then as new.</summary>
    public string Flush()
    {
        _first = true;
        return Take();
    }

    private string Take()
    {
        var text = Encoding.UTF8.GetString(_held.WrittenSpan);
        _held.ResetWrittenCount();
        return text;
    }
}
