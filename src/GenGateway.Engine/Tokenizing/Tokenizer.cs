using System.Buffers;
using System.Text;
using GenGateway.Engine.Tokenizing.Added;
using GenGateway.Engine.Tokenizing.Decoding;
using GenGateway.Engine.Tokenizing.Loading;
using GenGateway.Engine.Tokenizing.Models;
using GenGateway.Engine.Tokenizing.Splitting;

namespace GenGateway.Engine.Tokenizing;

/// <summary>Text to token ids and back, as a <c>tokenizer.json</c> file says: byte-level BPE.</summary>
/// <remarks>
/// Immutable: any number of threads may share one instance; nothing to dispose. The steps are added tokens, pre-tokenizer, model and
/// post-processor, each read from its section of the file; a section that asks for something unsupported is refused by name when
/// the file is read. The sections <c>truncation</c> and <c>padding</c> are not applied: whoever calls knows the model's context.
/// </remarks>
public sealed class Tokenizer
{
    /// <summary>The largest file that is read, in bytes (128 MiB).</summary>
    public const int MaxFileBytes = 128 << 20;

    private readonly AddedVocabulary _added;
    private readonly PreTokenizer? _preTokenizer;
    private readonly BpeModel _model;
    private readonly SequenceTemplate? _template;
    private readonly TokenDecoder _decoder;

    internal Tokenizer(
        AddedVocabulary added, PreTokenizer? preTokenizer, BpeModel model, SequenceTemplate? template, TokenDecoder decoder)
    {
        _added = added;
        _preTokenizer = preTokenizer;
        _model = model;
        _template = template;
        _decoder = decoder;
        VocabularySize = added.CountWith(model.Vocabulary);
        MostBytesPerToken = Math.Max(1, Math.Max(added.MostBytesPerToken, model.Vocabulary.LongestToken));
    }

    /// <summary>How many different tokens there are, added ones included. Ids may have holes, so an id can be larger than this.</summary>
    public int VocabularySize { get; }

    /// <summary>UTF-8 bytes of text that one token can stand for; a text has at least its bytes divided by this many tokens.</summary>
    /// <value><see cref="int.MaxValue"/> where an added token swallows white space of any length.</value>
    public int MostBytesPerToken { get; }

    /// <summary>Reads a <c>tokenizer.json</c> file of at most <see cref="MaxFileBytes"/>.</summary>
    /// <param name="tokenizerJsonPath">Path of the file.</param>
    /// <exception cref="TokenizerFormatException">The file is broken, too large, or asks for something unsupported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Tokenizer Load(string tokenizerJsonPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(tokenizerJsonPath);
        // Behind a symbolic link: caches link to their files. A pipe or device tells no length and would be read without end.
        var length = File.ResolveLinkTarget(tokenizerJsonPath, returnFinalTarget: true) is FileInfo target ? target.Length : new FileInfo(tokenizerJsonPath).Length;
        TokenizerReader.RequireSize(length);
        return Parse(length == 0 ? [] : File.ReadAllBytes(tokenizerJsonPath));
    }

    /// <summary>Reads the bytes of a <c>tokenizer.json</c> file, at most <see cref="MaxFileBytes"/>; they are not kept.</summary>
    /// <param name="utf8Json">The file's bytes: UTF-8 without a byte order mark.</param>
    /// <exception cref="TokenizerFormatException">The file is broken, too large, or asks for something unsupported.</exception>
    public static Tokenizer Parse(ReadOnlyMemory<byte> utf8Json) => TokenizerReader.Read(utf8Json);

    /// <summary>The ids of a text of any length. Added tokens in the text become their ids, special ones too.</summary>
    /// <param name="text">The text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="addSpecialTokens">Whether the post-processor's tokens (such as a begin-of-text token) are put around the text.
    /// A text that a chat template rendered has them already: pass false.</param>
    /// <exception cref="TokenizerFormatException">A pattern of the file took too long on this text.</exception>
    public int[] Encode(string text, bool addSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = WellFormed(text);
        var ids = new List<int>(text.Length / 3 + 8);
        var work = new BpeWorkspace();
        var pieces = new List<TextPiece>();
        foreach (var section in _added.Cut(text))
        {
            if (section.TokenId is { } id)
            {
                ids.Add(id);
                continue;
            }
            var whole = new TextPiece(text, section.Start, section.Length);
            if (_preTokenizer is null)
            {
                _model.Encode(whole.Span, work, ids);
                continue;
            }
            pieces.Clear();
            _preTokenizer.Split(whole, pieces);
            foreach (var piece in pieces)
                _model.Encode(piece.Span, work, ids);
        }
        return addSpecialTokens && _template is not null ? _template.Apply(ids) : [.. ids];
    }

    /// <summary>The text of ids. Unknown ids are skipped; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="ids">Any ids in any order.</param>
    /// <param name="skipSpecialTokens">Whether tokens that the file marks as special are left out.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(16, ids.Length * 4));
        var first = true;
        foreach (var id in ids)
        {
            if (VisibleToken(id, skipSpecialTokens) is not { } token)
                continue;
            _decoder.Write(token, first, bytes);
            first = false;
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The id of a token as the file writes it (<c>Ġthe</c> in a byte-level vocabulary), added tokens first.</summary>
    public bool TryGetId(string token, out int id)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _added.TryGetId(token, out id) || _model.Vocabulary.TryGetId(token, out id);
    }

    /// <summary>The token of an id as the file writes it, or null where there is none.</summary>
    public string? TokenOf(int id) => _added.TokenOf(id) ?? _model.Vocabulary.TokenOf(id);

    /// <summary>A decoder for one stream of ids; it has one owner at a time.</summary>
    public IncrementalDecoder CreateDecoder(bool skipSpecialTokens = true) => new(this, _decoder, skipSpecialTokens);

    internal string? VisibleToken(int id, bool skipSpecialTokens)
    {
        var token = TokenOf(id);
        return token is null || (skipSpecialTokens && _added.IsSpecial(token)) ? null : token;
    }

    // The steps walk code points and may then rely on whole surrogate pairs.
    private static string WellFormed(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
}
