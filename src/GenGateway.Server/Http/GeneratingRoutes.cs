using GenGateway.Journey;
using GenGateway.Surfaces;
using GenGateway.Surfaces.Anthropic;
using GenGateway.Surfaces.Inference;
using GenGateway.Surfaces.Ollama;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Surfaces.Responses;
using GenGateway.Surfaces.WebUi;

namespace GenGateway.Server.Http;

/// <summary>Every route that generates: what is answered, explained and done as a job is the same list. Immutable.</summary>
/// <param name="keeper">Keeps responses; null: nobody does.</param>
/// <param name="mostBytes">Longest body, with the kept conversation that it goes on from (<c>server.max_body_bytes</c>).</param>
/// <param name="catalogue">The backends, which may keep responses themselves; null: nobody knows any.</param>
/// <param name="checkpoints">The models that WebUI's clients chose beforehand; null: nobody chose one.</param>
internal sealed class GeneratingRoutes(IResponseKeeper? keeper, long mostBytes, BackendCatalogue? catalogue = null, ChosenCheckpoints? checkpoints = null)
{
    public const string Chat = "/v1/chat/completions";
    public const string Completion = "/v1/completions";
    public const string Embeddings = "/v1/embeddings";
    public const string Responses = "/v1/responses";
    public const string Messages = "/v1/messages";
    public const string Images = "/v1/images/generations";
    public const string ImageEdits = "/v1/images/edits";
    public const string ImageVariations = "/v1/images/variations";
    public const string Txt2Img = "/sdapi/v1/txt2img";
    public const string Img2Img = "/sdapi/v1/img2img";
    public const string OllamaChat = "/api/chat";
    public const string OllamaGenerate = "/api/generate";
    public const string OllamaEmbed = "/api/embed";
    public const string OllamaEmbeddings = "/api/embeddings";
    public const string Inference = "/api/v1/inference";

    // Without a keeper, what the surfaces are called and how their errors look is the same.
    private static readonly GeneratingRoutes Stateless = new(keeper: null, long.MaxValue);

    private readonly GeneratingRoute[] _all =
    [
        new(Chat, new ChatSurface(), ErrorShape.OpenAi),
        new(Completion, new CompletionSurface(), ErrorShape.OpenAi),
        new(Embeddings, new EmbeddingSurface(), ErrorShape.OpenAi),
        new(Images, new ImageSurface(ImageWork.Generate), ErrorShape.OpenAi),
        new(ImageEdits, new ImageSurface(ImageWork.Edit), ErrorShape.OpenAi),
        new(ImageVariations, new ImageSurface(ImageWork.Vary), ErrorShape.OpenAi),
        new(Txt2Img, new WebUiSurface(takesPictures: false, checkpoints), ErrorShape.WebUi),
        new(Img2Img, new WebUiSurface(takesPictures: true, checkpoints), ErrorShape.WebUi),
        new(Responses, new ResponsesSurface(keeper, mostBytes, catalogue), ErrorShape.OpenAi),
        new(Messages, new MessagesSurface(), ErrorShape.Anthropic),
        new(OllamaChat, new OllamaChatSurface(), ErrorShape.Ollama),
        new(OllamaGenerate, new OllamaGenerateSurface(), ErrorShape.Ollama),
        new(OllamaEmbed, new OllamaEmbedSurface(isOld: false), ErrorShape.Ollama),
        new(OllamaEmbeddings, new OllamaEmbedSurface(isOld: true), ErrorShape.Ollama),
        new(Inference, new InferenceSurface(), ErrorShape.Inference),
    ];

    /// <summary>All of them.</summary>
    public IReadOnlyList<GeneratingRoute> All => _all;

    /// <summary>How the clients of a surface read errors.</summary>
    /// <param name="surface">Its name in records; one that an earlier version knew and this one does not reads OpenAI's.</param>
    public static ErrorShape ErrorsOf(string surface) => Array.Find(Stateless._all, route => route.Surface.Name == surface)?.Errors ?? ErrorShape.OpenAi;

    /// <summary>What the clients of a route speak; null: it generates nothing.</summary>
    public ISurface? Find(string path) => Array.Find(_all, route => route.Path == path)?.Surface;
}
