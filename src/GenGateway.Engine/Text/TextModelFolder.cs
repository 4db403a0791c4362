using GenGateway.Engine.Text.Loading;

namespace GenGateway.Engine.Text;

/// <summary>What a folder says of the language model in it, read without its weights and without the native library.</summary>
/// <param name="Path">The folder.</param>
/// <param name="ChatTemplate">The Jinja source of its chat template; null when it has none.</param>
/// <param name="SpecialTokens">Special tokens by role, such as <c>bos_token</c>.</param>
public sealed record TextModelFolder(string Path, string? ChatTemplate, IReadOnlyDictionary<string, string> SpecialTokens)
{
    /// <summary>Whether a folder is laid out as a language model, whole or damaged.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="otherwise">What it is instead; empty for a model.</param>
    public static bool IsModel(string folder, out string otherwise)
    {
        otherwise = "";
        if (File.Exists(In("model_index.json")))
            otherwise = "it holds model_index.json, a diffusion pipeline; this version runs language models";
        else if (File.Exists(In("genai_config.json")) || Parts() >= 2)
            return true;
        else
            otherwise = "a model has config.json, tokenizer.json and an .onnx file, in the folder or in onnx/";
        return false;

        // Two of the three are a model that lost the third, and its owner is to hear which.
        int Parts() => new[] { File.Exists(In("config.json")), File.Exists(In("tokenizer.json")), HasGraph(folder) || HasGraph(In("onnx")) }.Count(part => part);

        string In(string name) => System.IO.Path.Combine(folder, name);
    }

    /// <summary>Reads configuration, tokenizer, chat template, and the outline of the graph.</summary>
    /// <remarks>Costs what the tokenizer costs to read: some milliseconds, for the largest vocabularies half a second.</remarks>
    /// <exception cref="ModelLoadException">A file is missing, damaged, or of a kind that the engine does not run.</exception>
    public static TextModelFolder Read(string folder)
    {
        var files = DecoderFolder.Read(folder);
        return new(folder, files.TokenizerConfig.ChatTemplate, files.TokenizerConfig.SpecialTokens);
    }

    private static bool HasGraph(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.onnx").Any();
}
