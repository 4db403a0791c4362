using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>
/// A server that speaks OpenAI's protocol as one of its profiles does: chat and completions, streamed and whole, models, health; responses, embeddings,
/// tokens and pictures where the profile's server has them. What it answers, and how badly, can be changed at any time. Thread-safe.
/// </summary>
public sealed class FakeOpenAi : IAsyncDisposable
{
    private readonly WireServer server;
    private readonly TimeProvider clock;
    private readonly OpenAiSideRoutes side;
    private readonly OpenAiImages images;

    /// <param name="profile">Null speaks as OpenAI does.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="clock">For <c>created</c>; null is the system's.</param>
    public FakeOpenAi(OpenAiProfile? profile = null, int port = 0, TimeProvider? clock = null)
    {
        Profile = profile ?? OpenAiProfile.OpenAi;
        this.clock = clock ?? TimeProvider.System;
        side = new OpenAiSideRoutes(Profile);
        images = new OpenAiImages(Profile);
        server = new WireServer(AnswerAsync, port);
    }

    public OpenAiProfile Profile { get; }

    /// <summary>Without a path.</summary>
    public Uri Url => server.Url;

    /// <summary>As an operator writes it into <c>endpoints</c>.</summary>
    public string Endpoint => $"{Url.GetLeftPart(UriPartial.Authority)}/v1";

    public Traffic Traffic => server.Traffic;

    /// <summary>How generations behave.</summary>
    public BehaviorBook Behaviors { get; } = new();

    /// <summary>How the list of models behaves.</summary>
    public BehaviorBook Listing { get; } = new();

    /// <summary>How embeddings, tokens and kept responses behave.</summary>
    public BehaviorBook Side { get; } = new();

    /// <summary>How the links to pictures behave.</summary>
    public BehaviorBook Links { get; } = new();

    /// <summary>How health routes behave.</summary>
    public BehaviorBook Health { get; } = new();

    /// <summary>The models it lists and answers for.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["served-model"];

    /// <summary>The models that make embeddings; null: all of them.</summary>
    public IReadOnlyList<string>? Embedders { get; set; }

    /// <summary>The models that make pictures; their names say by whose rules: dall-e-2's, dall-e-3's, those of OpenAI's GPT models, or an imitator's.</summary>
    public IReadOnlyList<string> Painters { get; set; } = ["dall-e-2", "dall-e-3", "gpt-image-1"];

    /// <summary>Unfinished pictures that go out before a final one is done; null: as many as were asked for.</summary>
    public int? PartialsSent { get; set; }

    /// <summary>The hour is over for which a link to a picture is good.</summary>
    public bool LinksExpired { get; set; }

    /// <summary>A field that OpenAI does not know is refused, as OpenAI itself does it; the servers that imitate it mostly do not.</summary>
    public bool RefusesUnknownFields { get; set; }

    /// <summary>What it answers; asked once per request.</summary>
    public Func<ReceivedRequest, FakeReply> Reply { get; set; } = _ => FakeReply.Usual;

    /// <summary>What it wants to see; null answers anybody.</summary>
    public FakeCredential? Credential { get; set; }

    /// <summary>The requests for a generation, pictures too, without those for models and health.</summary>
    public IReadOnlyList<ReceivedRequest> Generations => [.. Traffic.Requests.Where(request => IsGeneration(request.Path) || OpenAiImages.Has(request.Path))];

    /// <summary>The generation requested last.</summary>
    public ReceivedRequest LastGeneration => Generations is [.., var last] ? last : throw new InvalidOperationException($"Nobody asked for a generation: {Traffic}");

    /// <summary>From now on connections are refused.</summary>
    public Task RefuseAsync() => server.RefuseAsync();

    /// <summary>Resets every open connection; a client that kept one for later finds it dead.</summary>
    public void DropConnections() => server.DropConnections();

    /// <summary>Listens again.</summary>
    public void Accept() => server.Accept();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static bool IsGeneration(string path) => path is "/v1/chat/completions" or "/v1/completions" or "/v1/responses";

    private async Task AnswerAsync(WireExchange exchange)
    {
        var request = exchange.Request;
        if (OpenAiImages.IsLink(request.Path))
        {
            await LinkAsync(exchange, Links.Take());
            return;
        }

        if (Credential is { } credential && !Profile.OpenPaths.Contains(request.Path) && !credential.Accepts(request))
        {
            await exchange.SendAsync(Profile.NoKey());
            return;
        }

        if (request.Method == "POST" && IsGeneration(request.Path) && (request.Path != "/v1/responses" || Profile.Has(request.Path)))
            await GenerateAsync(exchange, Behaviors.Take());
        else if (request.Method == "POST" && OpenAiImages.Has(request.Path) && Profile.Has(request.Path))
            await PaintAsync(exchange, Behaviors.Take());
        else if (side.Has(request))
            await SideAsync(exchange, Side.Take());
        else
            await LookUpAsync(exchange);
    }

    private async Task LookUpAsync(WireExchange exchange)
    {
        var path = exchange.Request.Path;
        if (Profile.Health(path) is { } health)
            await WholeAsync(exchange, health, Health.Take());
        else if (path == "/v1/models")
            await WholeAsync(exchange, Profile.Reply(200, Profile.Models(Models, Now)), Listing.Take());
        else if (path.StartsWith("/v1/models/", StringComparison.Ordinal) && Profile is not LlamaServerProfile)
            await WholeAsync(exchange, One(Uri.UnescapeDataString(path["/v1/models/".Length..])), Listing.Take());
        else
            await exchange.SendAsync(Profile.NoRoute(exchange.Request));
    }

    private WireReply One(string model) => Profile.Serves(model, Models) ? Profile.Reply(200, Profile.Model(model, Now)) : Profile.NoModel(model);

    private Task SideAsync(WireExchange exchange, Behavior behavior)
    {
        if (!behavior.Drops)
            return WholeAsync(exchange, side.Answer(exchange.Request, Models, Embedders ?? Models), behavior);
        exchange.Reset();
        return Task.CompletedTask;
    }

    private async Task GenerateAsync(WireExchange exchange, Behavior behavior)
    {
        if (await MisbehavesAsync(exchange, behavior))
            return;
        var request = exchange.Request;
        var body = Json.Object(request.Body);
        if (Refusal(request, body) is { } refusal)
        {
            await exchange.SendAsync(refusal);
            return;
        }

        var call = new OpenAiCall(request, body!, Reply(request), Profile.ServedModel(Json.Text(body!, "model"), Models), Now);
        var response = request.Path == "/v1/responses" ? new OpenAiResponses(call) : null;
        if (response is not null && (body!["store"] is null || Json.IsTrue(body, "store")))
            side.Keep(response.Id, response.Whole());
        if (!call.Streams)
        {
            await WholeAsync(exchange, Profile.Reply(200, response?.Whole() ?? Profile.Whole(call).Without("usage", !call.Reply.ReportsUsage)), behavior);
            return;
        }

        using var player = new StreamPlayer(exchange, response?.Stream(Profile.EventHeaders(call)) ?? Profile.Stream(call), behavior);
        await player.PlayAsync();
    }

    private async Task LinkAsync(WireExchange exchange, Behavior behavior)
    {
        if (!await MisbehavesAsync(exchange, behavior))
            await WholePlayer.PlayAsync(exchange, images.Fetch(exchange.Request, LinksExpired), behavior);
    }

    private async Task PaintAsync(WireExchange exchange, Behavior behavior)
    {
        if (await MisbehavesAsync(exchange, behavior))
            return;
        if (images.Read(exchange.Request, Painters, Now, out var refusal) is not { } call)
        {
            await exchange.SendAsync(refusal);
            return;
        }

        if (!call.Streams)
        {
            await WholeAsync(exchange, Profile.Reply(200, call.Whole(picture => images.Keep(Url, picture))), behavior);
            return;
        }

        var headers = Profile.EventHeaders(new OpenAiCall(call.Request, call.Body, FakeReply.Usual, call.Model, call.Created));
        using var player = new StreamPlayer(exchange, call.Stream(headers, PartialsSent), behavior);
        await player.PlayAsync();
    }

    /// <summary>Does what the behaviour has in place of any answer of its own; true if there is such a thing.</summary>
    private static async Task<bool> MisbehavesAsync(WireExchange exchange, Behavior behavior)
    {
        if (behavior.Drops)
            exchange.Reset();
        else if (behavior.Instead is { } instead)
            await WholePlayer.PlayAsync(exchange, instead(exchange.Request), behavior);
        else
            return false;
        return true;
    }

    /// <summary>What the server says to a request that it cannot take, or null.</summary>
    private WireReply? Refusal(ReceivedRequest request, JsonObject? body)
    {
        if (body is null)
            return Profile.BadJson();
        if (RefusesUnknownFields && OpenAiFields.Unknown(request.Path, body) is { } unknown)
            return Profile.Error(400, $"Unrecognized request argument supplied: {unknown}", "invalid_request_error");
        if (request.Path == "/v1/responses")
            return ResponseRefusal(body);
        var chat = request.Path.EndsWith("/chat/completions", StringComparison.Ordinal);
        var input = body[chat ? "messages" : "prompt"];
        // llama-server takes an empty conversation.
        if (input is null || (chat && input is JsonArray { Count: 0 } && Profile is not LlamaServerProfile))
            return Profile.NoMessages(chat, input is not null);
        foreach (var field in (ReadOnlySpan<string>)["temperature", "top_p", "max_tokens", "seed"])
        {
            if (body[field] is { } value && !Json.IsKind(value, JsonValueKind.Number))
                return Profile.WrongType(field, Json.IsKind(value, JsonValueKind.String) ? "string" : value is JsonArray ? "array" : value is JsonObject ? "object" : "boolean");
        }

        var model = Json.Text(body, "model") ?? "";
        return Profile.Serves(model, Models) ? Profile.Unsupported(body) : Profile.NoModel(model);
    }

    private WireReply? ResponseRefusal(JsonObject body)
    {
        if (body["input"] is not { } input || (!Json.IsKind(input, JsonValueKind.String) && input is not JsonArray { Count: > 0 }))
            return Profile.Error(400, "Missing required parameter: 'input'.", "invalid_request_error", "missing_required_parameter", "input");
        if (Json.Text(body, "previous_response_id") is { } previous && !side.Keeps(previous))
            return Profile.Error(400, $"Previous response with id '{previous}' not found.", "invalid_request_error", "previous_response_not_found", "previous_response_id");
        var model = Json.Text(body, "model") ?? "";
        return Profile.Serves(model, Models) ? null : Profile.NoModel(model);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private static Task WholeAsync(WireExchange exchange, WireReply reply, Behavior behavior) =>
        WholePlayer.PlayAsync(exchange, behavior.Instead is { } instead ? instead(exchange.Request) : reply, behavior);
}
