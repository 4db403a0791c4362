using System.Collections.Concurrent;
using System.Text;
using GenGateway.Backends.A1111;
using GenGateway.Backends.Anthropic;
using GenGateway.Backends.Batching;
using GenGateway.Backends.ComfyUi;
using GenGateway.Backends.Custom;
using GenGateway.Backends.Dialects;
using GenGateway.Backends.Http;
using GenGateway.Backends.Ollama;
using GenGateway.Backends.Onnx;
using GenGateway.Backends.OpenAi;
using GenGateway.Backends.Tgi;
using GenGateway.Configuration;
using GenGateway.Engine.Text;
using GenGateway.Journey;
using Microsoft.Extensions.Logging;

namespace GenGateway.Backends;

/// <summary>Makes backends of their entries. Thread safe; makes no connection.</summary>
/// <param name="limits">What one answer may hold.</param>
/// <param name="engine">How the embedded engine's models are loaded.</param>
/// <param name="workingDirectory">What relative paths start from.</param>
/// <param name="loggers">For the backends that log.</param>
/// <param name="clock">Dates what is found.</param>
public sealed partial class BackendFactory(UpstreamLimits limits, TextModelOptions engine, string workingDirectory, ILoggerFactory loggers, TimeProvider clock)
{
    private static readonly Capability[] Text = [Capability.Chat, Capability.Completion, Capability.Embedding];
    private static readonly Capability[] Chat = [Capability.Chat];
    private static readonly Capability[] TextOnly = [Capability.Chat, Capability.Completion];
    private static readonly Capability[] Image = [Capability.Image];

    // Reading one takes time and memory; a reload and a second backend get the same.
    private readonly ConcurrentDictionary<(string Path, DateTime Written), TokenizerFile> _tokenizers = new();

    private readonly ServerTurns _turns = new();

    /// <summary>What batches of embeddings share; null: there are none.</summary>
    public EmbeddingBatching? Batching { get; init; }

    /// <summary>Whether other secrets may give another backend.</summary>
    public static bool ReadsSecrets(BackendConfig config) => config.Protocol != "onnx";

    /// <summary>Makes one.</summary>
    /// <param name="config">The entry, checked.</param>
    /// <param name="origin"><c>file</c> or <c>api</c>.</param>
    /// <param name="secrets">Where its credentials are looked up.</param>
    public IBackend Create(BackendConfig config, string origin, ISecretSource secrets)
    {
        if (config is { Protocol: "onnx", Onnx.Path: { } path })
            return OnnxModels.Configured(config, Path.GetFullPath(path, workingDirectory), origin, engine, loggers.CreateLogger("GenGateway.Engine"));

        var capabilities = CapabilitiesOf(config.Capabilities, UsualOf(config));
        var pool = new UpstreamPool(config.MaxConnections) { AllowedHosts = config.AllowedHosts.Count > 0 ? new AllowedHosts(config.AllowedHosts) : null };
        return new RemoteBackend(config.Name, origin, config.Protocol, Listed(config, capabilities, clock.GetUtcNow()), Endpoints(config, secrets, pool), pool, clock, Unnamed(config, capabilities))
        {
            Enabled = config.Enabled,
            Capabilities = capabilities,
            Deadlines = DeadlinesOf(config),
        };
    }

    // What a backend can that does not say so itself.
    private static Capability[] UsualOf(BackendConfig config) => config switch
    {
        { Type: BackendType.Image } => Image,
        { Protocol: "anthropic" } => Chat,
        { Protocol: "tgi" } => TextOnly,
        _ => Text,
    };

    private ModelEntry? Unnamed(BackendConfig config, IReadOnlyList<Capability> capabilities) => config is { Type: BackendType.Image, Models.Count: 0 }
        ? new ModelEntry(ModelEntry.Unlisted(config.Name), ModelEntry.Unlisted(config.Name), capabilities, clock.GetUtcNow())
        : null;

    private List<ModelEntry> Listed(BackendConfig config, IReadOnlyList<Capability> capabilities, DateTimeOffset now) =>
        [.. config.Models.Select(model => new ModelEntry(model.Id, model.Upstream ?? model.Id, CapabilitiesOf(model.Capabilities ?? [], capabilities), now)
        {
            Counter = CounterOf(config, model),
            OtherName = config.Protocol == "ollama" ? ModelTag.Bare(model.Id) : null,
        })];

    // Without it the backend serves all the same, and what it does not count stays unknown.
    private TokenizerFile? CounterOf(BackendConfig config, ModelConfig model)
    {
        if (model.Tokenizer is not { } tokenizer)
            return null;
        var path = Path.GetFullPath(tokenizer, workingDirectory);
        var key = (path, File.GetLastWriteTimeUtc(path));
        if (_tokenizers.TryGetValue(key, out var known))
            return known;
        if (TokenizerFile.Load(path, out var problem) is { } loaded)
            return _tokenizers.GetOrAdd(key, loaded);
        Log.NoTokenizer(loggers.CreateLogger("GenGateway.Backends"), config.Name, model.Id, tokenizer, problem);
        return null;
    }

    private static DeadlineOverrides DeadlinesOf(BackendConfig config)
    {
        var own = config.Deadlines;
        TimeSpan? timeout = config.TimeoutWritten ? config.Timeout : null;
        return new(own.Connect, own.FirstToken ?? timeout, own.BetweenTokens, own.Total, own.Total ?? timeout);
    }

    // Words that say something else than what a model can be asked for (tools, vision …) are for people; "responses" says something of the server.
    private static IReadOnlyList<Capability> CapabilitiesOf(IReadOnlyList<string> words, IReadOnlyList<Capability> otherwise)
    {
        Capability[] named = [.. CapabilityNames.All.Where(capability => words.Contains(CapabilityNames.Of(capability)))];
        return named.Length == 0 ? otherwise : named;
    }

    private IEndpoint[] Endpoints(BackendConfig config, ISecretSource secrets, UpstreamPool pool)
    {
        if (config.Endpoints.Count == 0)
            return [new UnservedEndpoint(config.Protocol, Unserved(config) ?? "it has no endpoint")];
        return [.. config.Endpoints.Select(endpoint => Endpoint(config, endpoint, secrets, pool))];
    }

    private IEndpoint Endpoint(BackendConfig config, EndpointConfig endpoint, ISecretSource secrets, UpstreamPool pool)
    {
        if (Unserved(config) is { } reason)
            return new UnservedEndpoint(UrlQuery.Shown(endpoint.Url.AbsoluteUri), reason);
        if (CredentialOf(endpoint.Auth ?? config.Auth, secrets, out var problem) is not { } credential)
            return new UnservedEndpoint(UrlQuery.Shown(endpoint.Url.AbsoluteUri), problem!);
        var prefill = config.Prefill ?? PrefillOf(endpoint.Url);
        switch (config.Protocol)
        {
            case "anthropic":
                if (AnthropicSettings.Of(config.Options, out problem) is not { } settings)
                    return new UnservedEndpoint(UrlQuery.Shown(endpoint.Url.AbsoluteUri), problem!);
                return new AnthropicEndpoint(Client(AnthropicEndpoint.HeadersOf(settings)), limits, config.MaxConnections, settings) { ContinuesTurns = prefill != PrefillMode.None };
            case "ollama":
                return new OllamaEndpoint(Client([]), limits, config.MaxConnections, OllamaSettings.Of(config.Options)) { ContinuesTurns = config.Prefill != PrefillMode.None };
            case "http" when config is { Request: { } request, Response: { } response }:
                return new CustomEndpoint(Client([.. request.Headers]), limits, config.MaxConnections, request, response, config.MostImages);
            case "http" when config.Type == BackendType.Image:
                return config.Dialect is { } named
                    ? DialectEndpoint.Fixed(Client([]), limits, config.MaxConnections, Speaking, named)
                    : new DialectEndpoint(Client([]), limits, config.MaxConnections, Speaking);
            case "a1111":
                return A1111(Client([]));
            case "comfyui":
                return ComfyUi(Client([]));
            case "tgi":
                return new TgiEndpoint(Client([]), limits, config.MaxConnections);
            default:
                return new OpenAiEndpoint(Client([]), limits, config.MaxConnections, prefill, Batching) { KeepsResponses = config.Capabilities.Contains(BackendConfig.Responses) };
        }

        IEndpoint? Speaking(FoundDialect dialect) => dialect.Name switch
        {
            "a1111" => A1111(Client([])),
            "comfyui" => ComfyUi(Client([])),
            "openai" => new OpenAiEndpoint(Client([], dialect.Path), limits, config.MaxConnections),
            _ => null,
        };

        A1111Endpoint A1111(UpstreamClient client) => new(client, limits, config.Shared, config.MostImages, _turns);

        ComfyEndpoint ComfyUi(UpstreamClient client) => new(client, limits, config.MaxConnections, config.Checkpoint);

        UpstreamClient Client(IReadOnlyList<KeyValuePair<string, string>> headers, string below = "") =>
            new(config.Name, Below(endpoint.Url, below), credential, pool, clock)
            {
                HealthPath = config.HealthCheck.Path,
                MayLackHealthPath = config is { Protocol: "http", Type: BackendType.Image },
                Headers = headers,
            };
    }

    private static Uri Below(Uri url, string path) => path.Length == 0 ? url : new UriBuilder(url) { Path = $"{url.AbsolutePath.TrimEnd('/')}/{path}" }.Uri;

    // They answer a conversation that ends with an assistant's message with a new one, or with an error.
    private static PrefillMode PrefillOf(Uri url) => url.Host is "api.openai.com" or "api.anthropic.com" ? PrefillMode.None : PrefillMode.Assistant;

    private static string? Unserved(BackendConfig config) => config switch
    {
        { Type: BackendType.Image, Protocol: not ("openai" or "a1111" or "comfyui" or "http") } => $"this version gets no pictures by the protocol {config.Protocol} yet",
        { Type: not BackendType.Image, Request: not null } => "this version asks a service of one's own (request) for pictures only: write type: image",
        { Protocol: "a1111" or "comfyui" or "openai" or "http" or "ollama" or "anthropic" or "tgi" } => null,
        _ => $"this version does not speak the protocol {config.Protocol} yet",
    };

    private static UpstreamCredential? CredentialOf(CredentialConfig auth, ISecretSource secrets, out string? problem)
    {
        if (!auth.Secret.TryRead(secrets, out var secret, out problem))
            return null;
        if (secret is null || auth.Kind == CredentialKind.None)
            return UpstreamCredential.None;
        var text = secret.Reveal();
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            problem = "its credential has characters that no header carries";
            return null;
        }

        return auth.Kind switch
        {
            CredentialKind.Bearer => UpstreamCredential.Header(auth.HeaderName ?? "Authorization", "Bearer ", text),
            CredentialKind.ApiKey => UpstreamCredential.Header(auth.HeaderName ?? "x-api-key", "", text),
            CredentialKind.Header => UpstreamCredential.Header(auth.HeaderName ?? "Authorization", "", text),
            CredentialKind.Query => UpstreamCredential.Query(auth.HeaderName ?? "api_key", text),
            CredentialKind.Basic => UpstreamCredential.Header("Authorization", "Basic ", Convert.ToBase64String(Encoding.UTF8.GetBytes(text))),
            CredentialKind.None => UpstreamCredential.None,
        };
    }

    // Event ids 6300–6399 are this one's.
    private static partial class Log
    {
        [LoggerMessage(6300, LogLevel.Warning, "backend {Backend}: the tokenizer of model {Model} ({Tokenizer}) cannot be read, so that tokens which the backend does not count stay unknown: {Problem}")]
        public static partial void NoTokenizer(ILogger logger, string backend, string model, string tokenizer, string? problem);
    }
}
