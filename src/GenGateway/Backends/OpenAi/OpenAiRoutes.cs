using GenGateway.Backends.Http;

namespace GenGateway.Backends.OpenAi;

/// <summary>Where the routes of one endpoint lie.</summary>
internal sealed class OpenAiRoutes(UpstreamClient client)
{
    public Uri Chat { get; } = client.Route("chat/completions");

    public Uri Completions { get; } = client.Route("completions");

    public Uri Responses { get; } = client.Route("responses");

    public Uri Embeddings { get; } = client.Route("embeddings");

    public Uri Models { get; } = client.Route("models");
}
