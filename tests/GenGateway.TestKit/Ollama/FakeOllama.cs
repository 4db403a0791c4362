using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Ollama;

/// <summary>
/// A server that speaks Ollama's own protocol, as the recordings in <c>ollama</c> have it. What it answers, and how badly, can be changed at any time.
/// Thread-safe. An error in mid-stream is one line more, with the status still 200; a stream's terminator is its last line, the one that is done.
/// </summary>
public sealed class FakeOllama : IAsyncDisposable
{
    private readonly WireServer server;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly List<string> loaded = [];
    private IReadOnlyList<OllamaModel> models = [new("tiny-text", "completion"), new("tiny-tools", "completion", "tools"), new("tiny-think", "completion", "thinking")];

    /// <param name="port">0 takes a free one.</param>
    /// <param name="clock">For <c>created_at</c>; null is the system's.</param>
    public FakeOllama(int port = 0, TimeProvider? clock = null)
    {
        this.clock = clock ?? TimeProvider.System;
        server = new WireServer(AnswerAsync, port);
    }

    public Uri Url => server.Url;

    /// <summary>As an operator writes it into <c>endpoints</c>.</summary>
    public string Endpoint => Url.GetLeftPart(UriPartial.Authority);

    public Traffic Traffic => server.Traffic;

    /// <summary>How generations behave.</summary>
    public BehaviorBook Behaviors { get; } = new();

    /// <summary>How <c>/api/tags</c> behaves.</summary>
    public BehaviorBook Listing { get; } = new();

    /// <summary>How <c>/</c>, <c>/api/version</c> and <c>/api/ps</c> behave.</summary>
    public BehaviorBook Health { get; } = new();

    /// <summary>How embeddings behave.</summary>
    public BehaviorBook Embedding { get; } = new();

    /// <summary>How fetching, making, copying and deleting models behaves.</summary>
    public BehaviorBook Managing { get; } = new();

    /// <summary>What is installed; fetching, copying and deleting change it.</summary>
    public IReadOnlyList<OllamaModel> Models
    {
        get
        {
            lock (gate)
                return models;
        }

        set
        {
            lock (gate)
                models = value;
        }
    }

    /// <summary>What it answers; asked once per request.</summary>
    public Func<ReceivedRequest, FakeReply> Reply { get; set; } = _ => FakeReply.Usual;

    /// <summary>What it wants to see; null answers anybody.</summary>
    public FakeCredential? Credential { get; set; }

    /// <summary>The requests for a generation, without those for models and health.</summary>
    public IReadOnlyList<ReceivedRequest> Generations => [.. Traffic.Requests.Where(request => IsGeneration(request.Path))];

    /// <summary>The generation requested last.</summary>
    public ReceivedRequest LastGeneration => Generations is [.., var last] ? last : throw new InvalidOperationException($"Nobody asked for a generation: {Traffic}");

    /// <summary>From now on connections are refused.</summary>
    public Task RefuseAsync() => server.RefuseAsync();

    /// <summary>Resets every open connection; a client that kept one for later finds it dead.</summary>
    public void DropConnections() => server.DropConnections();

    /// <summary>Listens again.</summary>
    public void Accept() => server.Accept();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static bool IsGeneration(string path) => path is "/api/chat" or "/api/generate";

    private async Task AnswerAsync(WireExchange exchange)
    {
        var request = exchange.Request;
        if (Credential?.Accepts(request) == false)
        {
            await exchange.SendAsync(OllamaReplies.Error(401, "unauthorized"));
            return;
        }

        switch (request.Method, request.Path)
        {
            case ("GET" or "HEAD", "/"):
                await WholeAsync(exchange, OllamaReplies.Reply(200, "Ollama is running"u8.ToArray(), "text/plain; charset=utf-8"), Health.Take());
                break;
            case ("GET" or "HEAD", "/api/version"):
                await WholeAsync(exchange, OllamaReplies.Reply(200, new JsonObject { ["version"] = "0.0.0" }), Health.Take());
                break;
            case ("GET", "/api/ps"):
                await WholeAsync(exchange, OllamaReplies.Reply(200, OllamaListings.Running(Running())), Health.Take());
                break;
            case ("GET" or "HEAD", "/api/tags"):
                await WholeAsync(exchange, OllamaReplies.Reply(200, OllamaListings.Tags(Models)), Listing.Take());
                break;
            case ("POST", "/api/show"):
                await exchange.SendAsync(Show(request));
                break;
            case ("POST", "/api/chat" or "/api/generate"):
                await GenerateAsync(exchange, Behaviors.Take());
                break;
            case ("POST", "/api/embed" or "/api/embeddings"):
                await EmbedAsync(exchange, Embedding.Take());
                break;
            case ("POST", "/api/pull" or "/api/create" or "/api/copy") or ("DELETE", "/api/delete"):
                await ManageAsync(exchange, Managing.Take());
                break;
            case (_, "/api/chat" or "/api/generate" or "/api/show" or "/api/embed" or "/api/embeddings" or "/api/pull" or "/api/create" or "/api/copy" or "/api/delete"):
                await exchange.SendAsync(OllamaReplies.Reply(405, "405 method not allowed"u8.ToArray(), "text/plain"));
                break;
            default:
                await exchange.SendAsync(OllamaReplies.Reply(404, "404 page not found"u8.ToArray(), "text/plain"));
                break;
        }
    }

    private WireReply Show(ReceivedRequest request)
    {
        var body = Json.Object(request.Body);
        if (OllamaChecks.Syntax(request.Path, request.Body, body) is { } refusal)
            return refusal;
        var name = Json.Text(body!, "model") ?? Json.Text(body!, "name") ?? "";
        if (name.Length == 0)
            return OllamaReplies.Error(400, "model is required");
        return Find(name) is { } model
            ? OllamaReplies.Reply(200, OllamaListings.Show(model))
            : OllamaReplies.Error(404, $"model '{OllamaModel.Tagged(name)}' not found");
    }

    private async Task GenerateAsync(WireExchange exchange, Behavior behavior)
    {
        var request = exchange.Request;
        if (behavior.Drops)
        {
            exchange.Reset();
            return;
        }

        if (behavior.Instead is { } instead)
        {
            await WholePlayer.PlayAsync(exchange, instead(request), behavior);
            return;
        }

        var body = Json.Object(request.Body);
        if (OllamaChecks.Syntax(request.Path, request.Body, body) is { } wrong)
        {
            await exchange.SendAsync(wrong);
            return;
        }

        var name = Json.Text(body!, "model") ?? "";
        if (Find(name) is not { } model)
        {
            await exchange.SendAsync(name.Length == 0 && request.Path == "/api/chat" ? OllamaReplies.Error(400, "model is required") : OllamaReplies.Error(404, $"model '{name}' not found"));
            return;
        }

        if (OllamaChecks.Abilities(request.Path, body!, model) is { } refusal)
        {
            await exchange.SendAsync(refusal);
            return;
        }

        Load(model, unload: body!["keep_alive"] is { } keep && keep.ToJsonString() is "0" or "\"0\"");
        var call = new OllamaCall(request, body!, model, Reply(request), clock);
        var empty = call.IsChat ? body!["messages"] is not JsonArray { Count: > 0 } : string.IsNullOrEmpty(Json.Text(body!, "prompt"));
        if (empty || !call.Streams)
        {
            await WholePlayer.PlayAsync(exchange, OllamaReplies.Reply(200, empty ? call.Loaded() : call.Whole()), behavior);
            return;
        }

        using var player = new StreamPlayer(exchange, Plan(call), behavior);
        await player.PlayAsync();
    }

    private static StreamPlan Plan(OllamaCall call) => new(
        [("Content-Type", "application/x-ndjson"), OllamaReplies.Date, ("Transfer-Encoding", "chunked")],
        [.. call.Lines().Select(line => new StreamFrame(FrameKind.Piece, Line(line))), new StreamFrame(FrameKind.Terminator, Line(call.Last()))],
        Line(new JsonObject { ["error"] = "an error was encountered while running the model: unexpected EOF" }),
        "{\"model\":\"tiny-text\",\"created_at\":\"2026-11-21T08:43:31.5\n"u8.ToArray(),
        [.. "{\"model\":\"tiny-text\",\"created_at\":\"2026-11-21T08:43:31.5Z\",\"message\":{\"role\":\"assistant\",\"content\":\""u8, 0xE6, 0x97, 0xFF, .. "\"},\"done\":false}\n"u8]);

    private static byte[] Line(JsonObject line) => [.. OllamaReplies.Escaped(Json.Utf8(line)), (byte)'\n'];

    private OllamaModel? Find(string name) => name.Length == 0 ? null : Models.FirstOrDefault(model => model.FullName == OllamaModel.Tagged(name));

    private void Load(OllamaModel model, bool unload)
    {
        lock (gate)
        {
            loaded.Remove(model.FullName);
            if (!unload)
                loaded.Add(model.FullName);
        }
    }

    private async Task EmbedAsync(WireExchange exchange, Behavior behavior)
    {
        if (behavior.Drops)
        {
            exchange.Reset();
            return;
        }

        var request = exchange.Request;
        var body = Json.Object(request.Body);
        var refusal = OllamaChecks.Syntax(request.Path, request.Body, body);
        var model = refusal is null ? Find(Json.Text(body!, "model") ?? "") : null;
        if (model?.Can("embedding") == true)
            Load(model, unload: false);
        await WholeAsync(exchange, refusal ?? (request.Path == "/api/embed" ? OllamaEmbeddings.Embed(body!, model) : OllamaEmbeddings.Old(body!, model)), behavior);
    }

    private async Task ManageAsync(WireExchange exchange, Behavior behavior)
    {
        if (behavior.Drops)
        {
            exchange.Reset();
            return;
        }

        var request = exchange.Request;
        var body = Json.Object(request.Body);
        var reply = behavior.Instead?.Invoke(request) ?? OllamaChecks.Syntax(request.Path, request.Body, body) ?? Manage(request.Path, body!);
        if (reply is not null)
        {
            await WholePlayer.PlayAsync(exchange, reply, behavior);
            return;
        }

        using var player = new StreamPlayer(exchange, request.Path == "/api/pull" ? OllamaManagement.Pull(OllamaManagement.Name(body!)) : OllamaManagement.Create(), behavior);
        await player.PlayAsync();
    }

    /// <summary>Does what is asked; the answer, or null where it is a stream.</summary>
    private WireReply? Manage(string path, JsonObject body)
    {
        var name = OllamaManagement.Name(body);
        var streams = body["stream"] is null || Json.IsTrue(body, "stream");
        if (name.Length == 0 && path != "/api/copy")
            return OllamaManagement.NoName;
        switch (path)
        {
            case "/api/pull":
                if (OllamaManagement.IsReachable(name))
                    Install(Find(name) ?? new OllamaModel(name, "completion"));
                return streams ? null : OllamaManagement.Pulled(name);
            case "/api/create":
                if (Find(Json.Text(body, "from") ?? "") is not { } parent)
                    return OllamaManagement.NoSource(Json.Text(body, "from"));
                Install(parent with { Name = name });
                return streams ? null : OllamaManagement.Pulled(name);
            case "/api/copy":
                var source = Json.Text(body, "source") ?? "";
                if (Find(source) is not { } copied)
                    return OllamaManagement.Unknown(source);
                Install(copied with { Name = Json.Text(body, "destination") ?? "" });
                return OllamaManagement.Done;
            default:
                if (Find(name) is not { } deleted)
                    return OllamaManagement.Unknown(name);
                lock (gate)
                    models = [.. models.Where(model => model != deleted)];
                return OllamaManagement.Done;
        }
    }

    private void Install(OllamaModel model)
    {
        lock (gate)
            models = [.. models.Where(known => known.FullName != model.FullName), model];
    }

    private List<OllamaModel> Running()
    {
        lock (gate)
            return [.. Models.Where(model => loaded.Contains(model.FullName))];
    }

    private static Task WholeAsync(WireExchange exchange, WireReply reply, Behavior behavior) =>
        WholePlayer.PlayAsync(exchange, behavior.Instead is { } instead ? instead(exchange.Request) : reply, behavior);
}
