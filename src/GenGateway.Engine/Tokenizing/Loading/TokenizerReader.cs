using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Engine.Tokenizing.Added;
using GenGateway.Engine.Tokenizing.Decoding;

namespace GenGateway.Engine.Tokenizing.Loading;

/// <summary>Reads a <c>tokenizer.json</c> file section by section.</summary>
internal static class TokenizerReader
{
    private const int DeepestNesting = 64;

    private static readonly string[] Sections =
        ["version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model"];

    /// <exception cref="TokenizerFormatException">The file is broken or asks for something unsupported.</exception>
    public static Tokenizer Read(ReadOnlyMemory<byte> file)
    {
        RequireSize(file.Length);
        if (!Utf8.IsValid(file.Span))
            throw new TokenizerFormatException("$", "the file is not UTF-8");
        try
        {
            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = DeepestNesting });
            return Read(new JsonNode(document.RootElement, "$"));
        }
        catch (JsonException cause)
        {
            throw new TokenizerFormatException("$", $"the file is not JSON: {cause.Message}", cause);
        }
    }

    public static void RequireSize(long bytes)
    {
        if (bytes > Tokenizer.MaxFileBytes)
            throw new TokenizerFormatException("$", $"the file has {bytes} bytes; {Tokenizer.MaxFileBytes} are read at most");
    }

    private static Tokenizer Read(JsonNode root)
    {
        RequireKnownSections(root);
        if (root.Optional("version") is { } version && version.Text() != "1.0")
            throw version.Fail($"version '{version.Text()}' is not supported; supported is 1.0");
        // The model first: of several things that are not supported, its type says most about the file.
        var model = BpeReader.Read(root.Required("model"));
        if (root.Optional("normalizer") is { } normalizer)
            RequireNoNormalizer(normalizer);
        var added = new AddedVocabulary(ReadAddedTokens(root.Optional("added_tokens")), model.Vocabulary);
        var preTokenizer = root.Optional("pre_tokenizer") is { } splitting ? PreTokenizerReader.Read(splitting) : null;
        var decoder = ReadDecoder(root.Optional("decoder"));
        var template = root.Optional("post_processor") is { } processor
            ? PostProcessorReader.Read(processor, id => (added.TokenOf(id) ?? model.Vocabulary.TokenOf(id)) is not null)
            : null;
        return new Tokenizer(added, preTokenizer, model, template, decoder);
    }

    private static void RequireKnownSections(JsonNode root)
    {
        root.RequireKind(JsonValueKind.Object, "an object");
        foreach (var member in root.Value.EnumerateObject())
        {
            if (!Sections.Any(member.NameEquals))
                throw root.Fail($"an unknown section stands beside 'model'; known are {string.Join(", ", Sections)}");
        }
    }

    private static void RequireNoNormalizer(JsonNode normalizer)
    {
        var type = normalizer.Type;
        if (type != "Sequence")
            throw normalizer.Fail($"the normalizer '{type}' is not supported; supported is none (null)");
        foreach (var step in normalizer.Required("normalizers").Items())
            RequireNoNormalizer(step);
    }

    private static AddedToken[] ReadAddedTokens(JsonNode? list)
    {
        var tokens = new List<AddedToken>();
        foreach (var item in list?.Items() ?? [])
        {
            var token = new AddedToken(
                item.Required("content").Text(),
                item.Flag("single_word"),
                item.Flag("lstrip"),
                item.Flag("rstrip"),
                item.Flag("normalized"),
                item.Flag("special"));
            // An empty token would be found everywhere; the format's own reader passes over it too.
            if (token.Content.Length > 0)
                tokens.Add(token);
        }
        return [.. tokens];
    }

    private static TokenDecoder ReadDecoder(JsonNode? decoder) => decoder switch
    {
        null => new JoiningDecoder(),
        { Type: "ByteLevel" } => new ByteLevelDecoder(),
        { Type: var type } node => throw node.Fail($"the decoder '{type}' is not supported; supported are ByteLevel and none (null)"),
    };
}
