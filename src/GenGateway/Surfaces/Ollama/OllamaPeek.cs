using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>What the bodies of Ollama's generating routes have.</summary>
internal static class OllamaPeek
{
    private static readonly NumberRange[] Options =
    [
        Option("temperature", 0, 2), Option("top_p", 0, 1), Option("min_p", 0, 1), Option("frequency_penalty", -2, 2), Option("presence_penalty", -2, 2),
    ];

    public static PeekRules Chat { get; } = new("messages") { IsInputList = true, InputWanted = "an array of messages", StreamsUnasked = true, OptionRanges = Options };

    public static PeekRules Generate { get; } = new("prompt") { IsInputText = true, InputWanted = "a string", StreamsUnasked = true, OptionRanges = Options };

    public static PeekRules Embed { get; } = new("input") { InputWanted = "a string or an array of strings", MostInputs = int.MaxValue, OptionRanges = Options };

    public static PeekRules Embeddings { get; } = new("prompt") { IsInputText = true, InputWanted = "a string", OptionRanges = Options };

    private static NumberRange Option(string name, double least, double most) => new(name, least, most) { Path = $"options.{name}" };
}
