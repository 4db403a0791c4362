using System.Text;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.A1111;

/// <summary>
/// A server that speaks as Stable Diffusion WebUI 1.10 does (<c>--api</c>): txt2img, img2img, progress, interrupt and skip, options, and what it lists. One
/// generation at a time, however many ask; who leaves stops nothing. Its routes for upscaling, for reading a picture's text and for training are missing.
/// What it answers, and how badly, can be changed at any time. Thread-safe.
/// </summary>
public sealed class FakeA1111 : IAsyncDisposable
{
    private const string Text = "/sdapi/v1/txt2img";
    private const string Image = "/sdapi/v1/img2img";

    private readonly WireServer server;
    private readonly CancellationTokenSource stopping = new();
    private readonly A1111Options options = new();
    private readonly A1111State state;
    private readonly A1111Floor floor;
    private IReadOnlyList<A1111Model> models = [];

    /// <param name="port">0 takes a free one.</param>
    /// <param name="clock">For timestamps and for what is said to remain; null is the system's.</param>
    public FakeA1111(int port = 0, TimeProvider? clock = null)
    {
        state = new A1111State(clock ?? TimeProvider.System);
        floor = new A1111Floor(state, options, Steps);
        Models = [new A1111Model("tiny-random-sd15")];
        server = new WireServer(AnswerAsync, port);
    }

    public Uri Url => server.Url;

    /// <summary>As an operator writes it into <c>endpoints</c>.</summary>
    public string Endpoint => Url.GetLeftPart(UriPartial.Authority);

    public Traffic Traffic => server.Traffic;

    /// <summary>How generations behave. What is held or cut here is the answer; for the generation itself see <see cref="Steps"/>.</summary>
    public BehaviorBook Behaviors { get; } = new();

    /// <summary>How progress, interrupt and skip behave.</summary>
    public BehaviorBook Control { get; } = new();

    /// <summary>How lists and options behave.</summary>
    public BehaviorBook Listing { get; } = new();

    /// <summary>How <c>/internal/ping</c> behaves.</summary>
    public BehaviorBook Health { get; } = new();

    /// <summary>The denoising, step by step.</summary>
    public FakeSteps Steps { get; } = new();

    /// <summary>The checkpoints. Setting them makes the first one the server's own.</summary>
    public IReadOnlyList<A1111Model> Models
    {
        get => models;
        set
        {
            models = value;
            options.Set(new JsonObject { [A1111Options.Checkpoint] = value[0].Title }, value);
        }
    }

    /// <summary>Files of VAEs.</summary>
    public IReadOnlyList<string> Vaes { get; set; } = [];

    /// <summary>Null: the server lacks the extension, and so the route.</summary>
    public IReadOnlyList<string>? Loras { get; set; } = [];

    /// <summary>It has its web pages, and so <c>/internal/ping</c>; false: <c>--nowebui</c>.</summary>
    public bool HasPages { get; set; } = true;

    /// <summary>It answers 404 to a sampler that it does not know, as versions before 1.9 do.</summary>
    public bool RefusesUnknownSamplers { get; set; }

    /// <summary>A batch of more pixels than this is more than the memory holds.</summary>
    public long MostPixels { get; set; } = long.MaxValue;

    /// <summary>Its model computes no numbers.</summary>
    public bool ComputesNans { get; set; }

    /// <summary>What it wants to see, a <see cref="FakeCredential.Basic"/>; null answers anybody.</summary>
    public FakeCredential? Credential { get; set; }

    /// <summary>The requests for pictures.</summary>
    public IReadOnlyList<ReceivedRequest> Generations => [.. Traffic.Requests.Where(request => request.Method == "POST" && request.Path is Text or Image)];

    /// <summary>The one that came last.</summary>
    public ReceivedRequest LastGeneration => Generations is [.., var last] ? last : throw new InvalidOperationException($"Nobody asked for a picture: {Traffic}");

    /// <summary>The generations that were done, in order; those that failed are not among them.</summary>
    public IReadOnlyList<A1111Run> Runs => floor.Runs;

    /// <summary>The titles of the checkpoints that were loaded, in order: each costs a real server seconds.</summary>
    public IReadOnlyList<string> Loads => floor.Loads;

    /// <summary>From now on connections are refused.</summary>
    public Task RefuseAsync() => server.RefuseAsync();

    /// <summary>Resets every open connection; a client that kept one for later finds it dead.</summary>
    public void DropConnections() => server.DropConnections();

    /// <summary>Listens again.</summary>
    public void Accept() => server.Accept();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await server.DisposeAsync();
        floor.Dispose();
        stopping.Dispose();
    }

    private Task AnswerAsync(WireExchange exchange)
    {
        var request = exchange.Request;
        if (request.Path.StartsWith(A1111Listings.Start, StringComparison.Ordinal) && Allowed(request.Path) is { } allowed)
        {
            if (!allowed.Contains(request.Method))
                return exchange.SendAsync(A1111Replies.NoMethod(string.Join(", ", allowed)));
            if (Unwelcome(request) is { } unwelcome)
                return exchange.SendAsync(unwelcome);
        }

        return (request.Method, request.Path) switch
        {
            ("POST", Text or Image) => GenerateAsync(exchange, Behaviors.Take()),
            ("GET", "/sdapi/v1/progress") => WholeAsync(exchange, Progress, Control.Take()),
            ("POST", "/sdapi/v1/interrupt") => WholeAsync(exchange, _ => Stop(state.Interrupt, new JsonObject()), Control.Take()),
            ("POST", "/sdapi/v1/skip") => WholeAsync(exchange, _ => Stop(state.Skip, null), Control.Take()),
            ("POST", "/sdapi/v1/options") => WholeAsync(exchange, SetOptions, Listing.Take()),
            ("POST", "/sdapi/v1/unload-checkpoint" or "/sdapi/v1/reload-checkpoint") => WholeAsync(exchange, _ => A1111Replies.Of(200, new JsonObject()), Listing.Take()),
            ("POST", "/sdapi/v1/refresh-checkpoints" or "/sdapi/v1/refresh-vae" or "/sdapi/v1/refresh-loras") => WholeAsync(exchange, _ => A1111Replies.Of(200, null), Listing.Take()),
            ("GET", "/internal/ping") when HasPages => WholeAsync(exchange, _ => A1111Replies.Of(200, new JsonObject()), Health.Take()),
            ("HEAD", "/internal/ping") when HasPages => exchange.SendAsync(A1111Replies.NoMethod("GET")),
            ("GET", "/") when HasPages => exchange.SendAsync(A1111Replies.Html("<!DOCTYPE html>\n<html><head><title>Stable Diffusion</title></head><body></body></html>\n")),
            ("GET" or "HEAD", "/docs") => exchange.SendAsync(A1111Replies.Html("<!DOCTYPE html>\n<html><head><title>FastAPI - Swagger UI</title></head><body></body></html>\n")),
            ("GET" or "HEAD", "/openapi.json") => exchange.SendAsync(A1111Replies.Of(200, Description())),
            ("GET", var path) when A1111Listings.Of(path, this, options) is { } list => WholeAsync(exchange, _ => A1111Replies.Of(200, list), Listing.Take()),
            _ => exchange.SendAsync(A1111Replies.NotFound),
        };
    }

    /// <summary>The methods of a route, or null where there is none.</summary>
    private string[]? Allowed(string path) => path[A1111Listings.Start.Length..] switch
    {
        "options" => ["GET", "POST"],
        "refresh-loras" when Loras is null => null,
        "txt2img" or "img2img" or "interrupt" or "skip" or "unload-checkpoint" or "reload-checkpoint" or "refresh-checkpoints" or "refresh-vae" or "refresh-loras" => ["POST"],
        "progress" => ["GET"],
        _ => A1111Listings.Of(path, this, options) is null ? null : ["GET"],
    };

    private WireReply? Unwelcome(ReceivedRequest request)
    {
        if (Credential is not { } credential || credential.Accepts(request))
            return null;
        if (request.Header("Authorization")?.Split(' ', 2) is not [var scheme, var given] || !scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return A1111Replies.Refusal(401, "Not authenticated");
        var decoded = new byte[given.Length];
        var readable = Convert.TryFromBase64String(given, decoded, out var length) && Encoding.UTF8.GetString(decoded, 0, length).Contains(':', StringComparison.Ordinal);
        return A1111Replies.Refusal(401, readable ? "Incorrect username or password" : "Invalid authentication credentials");
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

        // Neither the wait nor the work looks whether the client is still there.
        var reply = A1111Request.Read(request, request.Path == Image, out var refusal) is { } parameters ? await RunAsync(request.Path, parameters) : refusal;
        await WholePlayer.PlayAsync(exchange, reply, behavior);
    }

    private async Task<WireReply> RunAsync(string path, JsonObject parameters)
    {
        var image = path == Image;
        if (RefusesUnknownSamplers && !A1111Samplers.Knows(Json.Text(parameters, "sampler_name") ?? Json.Text(parameters, "sampler_index") ?? ""))
            return A1111Replies.Refusal(404, "Sampler not found");
        if (image && parameters["init_images"] is null)
            return A1111Replies.Refusal(404, "Init image not found");
        if (Json.Text(parameters, "script_name") is { Length: > 0 } script && !A1111Listings.HasScript(script, image, always: false))
            return A1111Replies.Refusal(422, $"Script '{script}' not found");
        if ((parameters["alwayson_scripts"] as JsonObject)?.Select(member => member.Key).FirstOrDefault(name => !A1111Listings.HasScript(name, image, always: true)) is { } always)
            return A1111Replies.Refusal(422, $"always on script {always} not found");
        return await floor.RunAsync(path, parameters, Models, job => job.Failure(MostPixels) ?? (ComputesNans ? A1111Replies.Nans : null), stopping.Token);
    }

    private WireReply Progress(ReceivedRequest request)
    {
        var settings = options.All();
        var every = Json.IsTrue(settings, "live_previews_enable") ? Json.Number(settings, "show_progress_every_n_steps") ?? -1 : -1;
        return A1111Replies.Of(200, state.Progress(request.QueryValue("skip_current_image")?.ToLowerInvariant() is "true" or "1" or "on" or "yes", every));
    }

    private WireReply Stop(Action stop, JsonNode? body)
    {
        stop();
        Steps.Wake();
        return A1111Replies.Of(200, body);
    }

    private WireReply SetOptions(ReceivedRequest request) =>
        Json.Object(request.Body) is not { } changes
            ? A1111Replies.Invalid(new JsonObject { ["loc"] = new JsonArray("body"), ["msg"] = "value is not a valid dict", ["type"] = "type_error.dict" })
            : options.Set(changes, Models) ?? A1111Replies.Of(200, null);

    private static JsonObject Description() => new()
    {
        ["openapi"] = "3.0.2",
        ["info"] = new JsonObject { ["title"] = "FastAPI", ["version"] = "0.1.0" },
        ["paths"] = new JsonObject { [Text] = new JsonObject { ["post"] = new JsonObject() }, [Image] = new JsonObject { ["post"] = new JsonObject() } },
    };

    private static Task WholeAsync(WireExchange exchange, Func<ReceivedRequest, WireReply> reply, Behavior behavior)
    {
        if (!behavior.Drops)
            return WholePlayer.PlayAsync(exchange, (behavior.Instead ?? reply)(exchange.Request), behavior);
        exchange.Reset();
        return Task.CompletedTask;
    }
}
