using GenGateway.Errors;
using GenGateway.Surfaces;
using GenGateway.Surfaces.Ollama;

namespace GenGateway.Server.Http;

/// <summary><c>POST /api/generate</c>, which Ollama and AkashGen share: what the body says decides, unless only one of them is answered where it came in.</summary>
internal static class SharedGenerate
{
    private const Families Both = Families.Ollama | Families.Akash;

    private static readonly OllamaGenerateSurface Ollama = new();

    /// <summary>How errors look before the body is known.</summary>
    public static ErrorShape ShapeOf(ErrorShape usual, Families families) =>
        usual == ErrorShape.Details && (families & Both) == Families.Ollama ? ErrorShape.Ollama : usual;

    /// <summary>Whose body it is; from here on errors look as its clients read them.</summary>
    public static Outcome<ISurface> Choose(Exchange exchange, ReadOnlyMemory<byte> body)
    {
        var owner = (exchange.Families & Both) switch
        {
            Families.Ollama => true,
            Families.Akash => false,
            _ => GenerateOwner.IsOllamas(body),
        };
        if (owner is false)
        {
            return new Failure(
                FailureKind.NotFound,
                "This is AkashGen's request (it has a sampler or a scheduler, or names no model), and AkashGen's pictures are not in this version. Ollama's clients name a model.");
        }

        // What is no JSON is nobody's: the surface says so, in the shape that both read.
        if (owner is true)
            exchange.Errors = ErrorShape.Ollama;
        return Ollama;
    }
}
