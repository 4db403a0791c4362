using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Tgi;

/// <summary>
/// A server that speaks as Text Generation Inference does: its own routes, streamed and whole, its routes of OpenAI's protocol, tokens, its description, its
/// health. What it answers, and how badly, can be changed at any time. Thread-safe. Its own stream has no terminator: the last event holds the whole text.
/// </summary>
public sealed class FakeTgi : IAsyncDisposable
{
    private readonly WireServer server;
    private readonly TimeProvider clock;

    /// <param name="port">0 takes a free one.</param>
    /// <param name="clock">For <c>created</c>; null is the system's.</param>
    public FakeTgi(int port = 0, TimeProvider? clock = null)
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

    /// <summary>How <c>/info</c> and <c>/v1/models</c> behave.</summary>
    public BehaviorBook Listing { get; } = new();

    /// <summary>How <c>/health</c> and <c>/ping</c> behave.</summary>
    public BehaviorBook Health { get; } = new();

    /// <summary>The one model it serves.</summary>
    public string Model { get; set; } = "fake/tgi-model";

    /// <summary>Tokens that a prompt may have.</summary>
    public int MaxInputTokens { get; set; } = 4095;

    /// <summary>Tokens that prompt and answer may have together.</summary>
    public int MaxTotalTokens { get; set; } = 4096;

    /// <summary>Events begin with <c>data:</c> and no blank behind it, as older builds have it.</summary>
    public bool WithoutBlank { get; set; }

    /// <summary>What it answers; asked once per request.</summary>
    public Func<ReceivedRequest, FakeReply> Reply { get; set; } = _ => FakeReply.Usual;

    /// <summary>What it wants to see; null answers anybody.</summary>
    public FakeCredential? Credential { get; set; }

    /// <summary>The requests for a generation, without those for models and health.</summary>
    public IReadOnlyList<ReceivedRequest> Generations => [.. Traffic.Requests.Where(request => request.Method == "POST" && IsGeneration(request.Path))];

    /// <summary>The generation requested last.</summary>
    public ReceivedRequest LastGeneration => Generations is [.., var last] ? last : throw new InvalidOperationException($"Nobody asked for a generation: {Traffic}");

    /// <summary>From now on connections are refused.</summary>
    public Task RefuseAsync() => server.RefuseAsync();

    /// <summary>Resets every open connection; a client that kept one for later finds it dead.</summary>
    public void DropConnections() => server.DropConnections();

    /// <summary>Listens again.</summary>
    public void Accept() => server.Accept();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static bool IsGeneration(string path) => path is "/" or "/generate" or "/generate_stream" or "/v1/chat/completions" or "/v1/completions";

    private Task AnswerAsync(WireExchange exchange)
    {
        var request = exchange.Request;
        if (Credential?.Accepts(request) == false)
            return exchange.SendAsync(new WireReply(401, []));
        return (request.Method, request.Path) switch
        {
            ("POST", var path) when IsGeneration(path) => GenerateAsync(exchange, Behaviors.Take()),
            ("GET", "/health" or "/ping" or "/") => WholeAsync(exchange, new WireReply(200, []), Health.Take()),
            ("GET", "/info") => WholeAsync(exchange, WireReply.Of(200, Info()), Listing.Take()),
            ("GET", "/v1/models") => WholeAsync(exchange, WireReply.Of(200, Models()), Listing.Take()),
            ("POST", "/tokenize" or "/chat_tokenize") => exchange.SendAsync(Tokenized(request)),
            (_, "/generate" or "/generate_stream" or "/health" or "/info" or "/tokenize" or "/v1/chat/completions" or "/v1/completions" or "/v1/models") => exchange.SendAsync(new WireReply(405, [])),
            _ => exchange.SendAsync(new WireReply(404, [])),
        };
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

        if (Json.Object(request.Body) is not { } body)
        {
            await exchange.SendAsync(WireReply.Of(400, "Failed to parse the request body as JSON: EOF while parsing a value", "text/plain; charset=utf-8"));
            return;
        }

        await (request.Path.StartsWith("/v1/", StringComparison.Ordinal) ? ChatAsync(exchange, body, behavior) : OwnAsync(exchange, body, behavior));
    }

    private async Task OwnAsync(WireExchange exchange, JsonObject body, Behavior behavior)
    {
        var request = exchange.Request;
        var reply = Reply(request);
        if (TgiChecks.Refuse(body, MaxInputTokens, MaxTotalTokens, reply.PromptTokens) is { } wrong)
        {
            await exchange.SendAsync(TgiReplies.Validation(wrong));
            return;
        }

        var call = new TgiCall(body, reply);
        if (request.Path == "/generate_stream" || (request.Path == "/" && Json.IsTrue(body, "stream")))
        {
            using var player = new StreamPlayer(exchange, Plan(call), behavior);
            await player.PlayAsync();
            return;
        }

        var answer = call.Whole();
        await WholeAsync(exchange, WireReply.Of(200, request.Path == "/" ? new JsonArray(answer) : answer) with { Headers = [("content-type", "application/json"), .. Timings(call)] }, behavior);
    }

    private StreamPlan Plan(TgiCall call)
    {
        var events = call.Events().ToArray();
        return new StreamPlan(
            [("content-type", "text/event-stream"), ("cache-control", "no-cache"), ("x-accel-buffering", "no"), ("x-compute-type", "gpu+optimized"), ("transfer-encoding", "chunked")],
            [.. events.Select((item, index) => new StreamFrame(index == events.Length - 1 ? FrameKind.Finish : FrameKind.Piece, Event(Json.Utf8(item))))],
            Event(Json.Utf8(TgiReplies.ErrorBody("Request failed during generation: Server error: CUDA out of memory", "generation"))),
            Event("{\"index\":1,\"token\":{\"id\":5,\"te"u8),
            Event([.. "{\"index\":1,\"token\":{\"id\":5,\"text\":\""u8, 0xE6, 0x97, .. "x"u8, 0xFF, .. "\",\"logprob\":-0.25,\"special\":false},\"generated_text\":null,\"details\":null}"u8]));
    }

    private byte[] Event(ReadOnlySpan<byte> json) => [.. WithoutBlank ? "data:"u8 : "data: "u8, .. json, .. "\n\n"u8];

    private async Task ChatAsync(WireExchange exchange, JsonObject body, Behavior behavior)
    {
        var request = exchange.Request;
        if (TgiChat.Refuse(body, request.Path == "/v1/chat/completions") is { } wrong)
        {
            await exchange.SendAsync(TgiReplies.Validation(wrong));
            return;
        }

        var chat = new TgiChat(request, body, Reply(request), Model, clock.GetUtcNow().ToUnixTimeSeconds());
        if (!chat.Streams)
        {
            await WholeAsync(exchange, WireReply.Of(200, chat.Whole()), behavior);
            return;
        }

        using var player = new StreamPlayer(exchange, chat.Stream(), behavior);
        await player.PlayAsync();
    }

    private static WireReply Tokenized(ReceivedRequest request)
    {
        if (Json.Object(request.Body) is not { } body)
            return TgiReplies.Validation("missing field `inputs`");
        if (request.Path == "/tokenize")
            return Json.Text(body, "inputs") is { } inputs ? WireReply.Of(200, Tokens(inputs)) : TgiReplies.Validation("missing field `inputs`");
        if (body["messages"] is not JsonArray messages)
            return TgiReplies.Validation("missing field `messages`");
        var prompt = string.Concat(messages.Select(message => Json.Text(message as JsonObject ?? [], "content")));
        return WireReply.Of(200, new JsonObject { ["tokenize_response"] = Tokens(prompt), ["templated_text"] = prompt });
    }

    private static JsonArray Tokens(string text)
    {
        var at = 0;
        return new JsonArray([.. FakeTokens.Encode(text).Select(id =>
        {
            var token = FakeTokens.Decode([id]);
            var start = at;
            at += token.Length;
            return (JsonNode)new JsonObject { ["id"] = id, ["text"] = token, ["start"] = start, ["stop"] = at };
        })]);
    }

    private JsonObject Info() => new()
    {
        ["model_id"] = Model,
        ["model_sha"] = "e4ce9877abf3edfe10b0d82785e83bdcb973e22e",
        ["model_pipeline_tag"] = "text-generation",
        ["max_concurrent_requests"] = 128,
        ["max_best_of"] = 2,
        ["max_stop_sequences"] = 4,
        ["max_input_tokens"] = MaxInputTokens,
        ["max_total_tokens"] = MaxTotalTokens,
        ["validation_workers"] = 2,
        ["max_client_batch_size"] = 4,
        ["router"] = "text-generation-router",
        ["version"] = "3.3.6",
        ["sha"] = "db931fcf",
        ["docker_label"] = null,
    };

    private JsonObject Models() => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray(new JsonObject { ["id"] = Model, ["object"] = "model", ["created"] = 0, ["owned_by"] = Model }),
    };

    private static IEnumerable<(string Name, string Value)> Timings(TgiCall call) =>
    [
        ("x-compute-type", "gpu+optimized"),
        ("x-compute-time", "0.078"),
        ("x-compute-characters", call.PromptCharacters.ToString(CultureInfo.InvariantCulture)),
        ("x-total-time", "78"),
        ("x-validation-time", "1"),
        ("x-queue-time", "0"),
        ("x-inference-time", "76"),
        ("x-time-per-token", "6"),
        ("x-prompt-tokens", call.PromptTokens.ToString(CultureInfo.InvariantCulture)),
        ("x-generated-tokens", call.GeneratedTokens.ToString(CultureInfo.InvariantCulture)),
    ];

    private static Task WholeAsync(WireExchange exchange, WireReply reply, Behavior behavior) =>
        WholePlayer.PlayAsync(exchange, behavior.Instead is { } instead ? instead(exchange.Request) : reply, behavior);
}
