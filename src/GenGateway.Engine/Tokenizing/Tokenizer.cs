namespace GenGateway.Engine.Tokenizing;

/// <summary>Text to token ids and back, as a <c>tokenizer.json</c> file says.</summary>
public sealed class Tokenizer
{
    private Tokenizer() { }

    public int VocabularySize { get; }

    public static Tokenizer Load(string tokenizerJsonPath) => Parse(File.ReadAllBytes(tokenizerJsonPath));

    public static Tokenizer Parse(ReadOnlyMemory<byte> utf8Json) => throw new TokenizerFormatException("$", "not read yet");

    public int[] Encode(string text, bool addSpecialTokens) => throw new NotSupportedException(GetType().Name);

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens) => throw new NotSupportedException(GetType().Name);

    public bool TryGetId(string token, out int id) => throw new NotSupportedException(GetType().Name);

    public string? TokenOf(int id) => throw new NotSupportedException(GetType().Name);

    public IncrementalDecoder CreateDecoder(bool skipSpecialTokens = true) => throw new NotSupportedException(GetType().Name);
}
