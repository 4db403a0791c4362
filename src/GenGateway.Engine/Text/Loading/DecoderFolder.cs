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
    public static DecoderFolder Read(string folder, string? graphFile)
    {
        if (!Directory.Exists(folder))
        {
            throw new ModelLoadException(folder, "no such folder");
        }

        // Small files first: what is wrong with a folder is told before anything big is touched.
        var config = DecoderConfig.Read(folder);
        var (defaults, endIds) = GenerationDefaults.Read(folder);
        var tokenizerConfig = TokenizerConfig.Read(folder);
        var tokenizer = ReadTokenizer(folder);
        var graph = GraphChoice.Choose(folder, graphFile);

        var ends = new HashSet<int>([.. endIds, .. config.EndIds]);
        if (tokenizerConfig.SpecialTokens.TryGetValue("eos_token", out var end) && tokenizer.TryGetId(end, out var id))
        {
            ends.Add(id);
        }

        return new DecoderFolder(folder, config, defaults, tokenizer, tokenizerConfig, graph, ends);
    }

    /// <summary>Bytes of the graph and of the files with weights beside it.</summary>
    public long WeightBytes()
    {
        var beside = Path.GetDirectoryName(Path.GetFullPath(Graph.Path))!;
        return ModelFile.Length(Graph.Path) + Graph.ExternalFiles.Sum(name => ModelFile.Length(Path.Combine(beside, name)));
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
        catch (InvalidOperationException exception)
        {
            throw new ModelLoadException(path, "found an escape that is half a surrogate pair; expected a whole character", exception);
        }
        catch (Exception exception) when (exception is TokenizerFormatException or IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException(path, exception.Message, exception);
        }
    }
}
