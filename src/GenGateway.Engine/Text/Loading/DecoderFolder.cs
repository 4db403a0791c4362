using GenGateway.Engine.Tokenizing;

namespace GenGateway.Engine.Text.Loading;

/// <summary>A model folder in the Hugging Face layout, read as far as it goes without loading weights.</summary>
internal sealed record DecoderFolder(
    string Folder,
    DecoderConfig Config,
    GenerationDefaults Defaults,
    Tokenizer Tokenizer,
    TokenizerConfig TokenizerConfig,
    GraphOutline Graph,
    IReadOnlySet<int> EndIds)
{
    /// <exception cref="ModelLoadException">A file is missing, damaged, or of a kind that the engine does not run.</exception>
    public static DecoderFolder Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ModelLoadException(folder, "no such folder");
        }

        // Small files first: what is wrong with a folder is told before anything big is touched.
        var config = Whole(folder, "config.json", DecoderConfig.Read);
        var (defaults, endIds) = GenerationDefaults.Read(folder);
        var tokenizerConfig = Whole(folder, "tokenizer_config.json", TokenizerConfig.Read);
        var tokenizer = ReadTokenizer(folder);
        var graph = GraphChoice.Choose(folder);

        var ends = new HashSet<int>([.. endIds, .. config.EndIds]);
        if (tokenizerConfig.SpecialTokens.TryGetValue("eos_token", out var end) && tokenizer.TryGetId(end, out var id))
        {
            ends.Add(id);
        }

        return new DecoderFolder(folder, config, defaults, tokenizer, tokenizerConfig, graph, ends);
    }

    // JSON may write half a character as an escape, or bytes that are no UTF-8; that shows only when the text is asked for.
    private static T Whole<T>(string folder, string file, Func<string, T> read)
    {
        try
        {
            return read(folder);
        }
        catch (InvalidOperationException exception)
        {
            throw new ModelLoadException(Path.Combine(folder, file), "found half a character, or text that is no UTF-8; expected whole characters", exception);
        }
    }

    private static Tokenizer ReadTokenizer(string folder)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        if (!File.Exists(path))
        {
            throw new ModelLoadException(path, "no such file; expected the tokenizer in the format of Hugging Face's tokenizers");
        }

        try
        {
            return Tokenizer.Load(path);
        }
        catch (Exception exception) when (exception is TokenizerFormatException or IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException(path, exception.Message, exception);
        }
    }
}
