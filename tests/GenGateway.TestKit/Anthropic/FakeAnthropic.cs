using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Anthropic;

/// <summary>
/// A server that speaks Anthropic's Messages API: messages, streamed and whole, the count of tokens, models, and refusals of what the API refuses. What it
/// answers, and how badly, can be changed at any time. Thread-safe. An error in mid-stream is an event, with the status still 200; a stream's terminator is
/// <c>message_stop</c>, its finish <c>message_delta</c>.
/// </summary>
public sealed class FakeAnthropic : IAsyncDisposable
{
    private const int LargestBody = 32 * 1024 * 1024;

    private readonly WireServer server;

    /// <param name="port">0 takes a free one.</param>
    public FakeAnthropic(int port = 0) => server = new WireServer(AnswerAsync, port);

    public Uri Url => server.Url;

    /// <summary>As an operator writes it into <c>endpoints</c>.</summary>
    public string Endpoint => Url.GetLeftPart(UriPartial.Authority);

    public Traffic Traffic => server.Traffic;

    /// <summary>How messages behave.</summary>
    public BehaviorBook Behaviors { get; } = new();

    /// <summary>How the count of tokens behaves.</summary>
    public BehaviorBook Counting { get; } = new();

    /// <summary>How the list of models behaves.</summary>
    public BehaviorBook Listing { get; } = new();

    /// <summary>The models it lists and answers for.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["claude-fake-1"];

    /// <summary>What it answers; asked once per request.</summary>
    public Func<ReceivedRequest, FakeReply> Reply { get; set; } = _ => FakeReply.Usual;

    /// <summary>What it answers, in Anthropic's own words; goes before <see cref="Reply"/>, and no limit of the request shortens it. Null leaves it to the other.</summary>
    public Func<ReceivedRequest, AnthropicReply?> Message { get; set; } = _ => null;

    /// <summary>The key it wants to see; null takes any, as long as there is one.</summary>
    public FakeCredential? Credential { get; set; }

    /// <summary>The model takes no beginning of its own answer.</summary>
    public bool RefusesPrefill { get; set; }

    /// <summary>Tokens that a prompt may have; <see cref="FakeReply.PromptTokens"/> is what it has.</summary>
    public int MaxInputTokens { get; set; } = 200_000;

    /// <summary>The requests for a message, without those for counts and models.</summary>
    public IReadOnlyList<ReceivedRequest> Generations => [.. Traffic.Requests.Where(request => request.Path == "/v1/messages")];

    /// <summary>The message requested last.</summary>
    public ReceivedRequest LastGeneration => Generations is [.., var last] ? last : throw new InvalidOperationException($"Nobody asked for a message: {Traffic}");

    /// <summary>From now on connections are refused.</summary>
    public Task RefuseAsync() => server.RefuseAsync();

    /// <summary>Resets every open connection; a client that kept one for later finds it dead.</summary>
    public void DropConnections() => server.DropConnections();

    /// <summary>Listens again.</summary>
    public void Accept() => server.Accept();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task AnswerAsync(WireExchange exchange)
    {
        var request = exchange.Request;
        if (Stranger(request) is { } stranger)
            return exchange.SendAsync(stranger);
        return (request.Method, request.Path) switch
        {
            ("POST", "/v1/messages") => BehaveAsync(exchange, Behaviors.Take(), CreateAsync),
            ("POST", "/v1/messages/count_tokens") => BehaveAsync(exchange, Counting.Take(), CountAsync),
            ("GET", "/v1/models") => BehaveAsync(exchange, Listing.Take(), ListAsync),
            ("GET", var path) when path.StartsWith("/v1/models/", StringComparison.Ordinal) => BehaveAsync(exchange, Listing.Take(), ShowAsync),
            (_, "/v1/messages" or "/v1/messages/count_tokens" or "/v1/models") => exchange.SendAsync(Error(request, 405, "invalid_request_error", "Method Not Allowed")),
            _ => exchange.SendAsync(Error(request, 404, "not_found_error", "Not Found")),
        };
    }

    /// <summary>What it says to somebody whom it does not know, or null.</summary>
    private WireReply? Stranger(ReceivedRequest request)
    {
        if (request.Header("x-api-key") is null && request.Header("Authorization") is null)
            return Error(request, 401, "authentication_error", "x-api-key header is required");
        if (Credential?.Accepts(request) == false)
            return Error(request, 401, "authentication_error", "invalid x-api-key").With("x-should-retry", "false");
        var version = request.Header("anthropic-version");
        if (string.IsNullOrEmpty(version))
            return Error(request, 400, "invalid_request_error", "anthropic-version: header is required");
        return DateOnly.TryParseExact(version, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null
            : Error(request, 400, "invalid_request_error", $"anthropic-version: \"{version}\" is not a valid version");
    }

    private static async Task BehaveAsync(WireExchange exchange, Behavior behavior, Func<WireExchange, Behavior, Task> answer)
    {
        if (behavior.Drops)
            exchange.Reset();
        else if (behavior.Instead is { } instead)
            await WholePlayer.PlayAsync(exchange, instead(exchange.Request), behavior);
        else
            await answer(exchange, behavior);
    }

    private async Task CreateAsync(WireExchange exchange, Behavior behavior)
    {
        var request = exchange.Request;
        var body = Json.Object(request.Body);
        if (Refusal(request, body, counts: false) is { } refusal)
        {
            await exchange.SendAsync(refusal);
            return;
        }

        var call = new AnthropicCall(request, body!);
        var asked = Message(request);
        var usual = asked is null ? Reply(request) : FakeReply.Usual;
        if (asked is null && usual.PromptTokens > MaxInputTokens)
        {
            await exchange.SendAsync(Error(request, 400, "invalid_request_error", string.Create(CultureInfo.InvariantCulture, $"prompt is too long: {usual.PromptTokens} tokens > {MaxInputTokens} maximum")));
            return;
        }

        var reply = asked ?? call.Reply(usual);
        if (!call.Streams)
        {
            await WholePlayer.PlayAsync(exchange, Answer(request, AnthropicMessages.Whole(call, reply)), behavior);
            return;
        }

        List<(string Name, string Value)> headers =
            [("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-cache"), .. CommonHeaders(request), ("Transfer-Encoding", "chunked")];
        using var player = new StreamPlayer(exchange, AnthropicMessages.Stream(call, reply, headers), behavior);
        await player.PlayAsync();
    }

    private Task CountAsync(WireExchange exchange, Behavior behavior)
    {
        var request = exchange.Request;
        var refusal = Refusal(request, Json.Object(request.Body), counts: true);
        return WholePlayer.PlayAsync(exchange, refusal ?? Answer(request, new JsonObject { ["input_tokens"] = Reply(request).PromptTokens }), behavior);
    }

    private Task ListAsync(WireExchange exchange, Behavior behavior)
    {
        var request = exchange.Request;
        var page = AnthropicModels.Page(request, Models, MaxInputTokens);
        return WholePlayer.PlayAsync(exchange, page is null ? Error(request, 400, "invalid_request_error", "limit: Input should be between 1 and 1000") : Answer(request, page), behavior);
    }

    private Task ShowAsync(WireExchange exchange, Behavior behavior)
    {
        var request = exchange.Request;
        var id = Uri.UnescapeDataString(request.Path["/v1/models/".Length..]);
        return WholePlayer.PlayAsync(exchange, Models.Contains(id) ? Answer(request, AnthropicModels.One(id, MaxInputTokens)) : Error(request, 404, "not_found_error", $"model: {id}"), behavior);
    }

    /// <summary>What the API says to a request that it cannot take, or null.</summary>
    private WireReply? Refusal(ReceivedRequest request, JsonObject? body, bool counts)
    {
        if (request.Body.Length > LargestBody)
            return Error(request, 413, "request_too_large", "Request exceeds the maximum size");
        if (body is null)
            return Error(request, 400, "invalid_request_error", "The request body is not valid JSON: it ends or breaks where a value is expected");
        if ((AnthropicChecks.Fields(body, counts) ?? AnthropicConversation.Refuse(body, RefusesPrefill)) is { } wrong)
            return Error(request, 400, "invalid_request_error", wrong);
        var model = Json.Text(body, "model")!;
        return Models.Contains(model) ? null : Error(request, 404, "not_found_error", $"model: {model}");
    }

    private static WireReply Answer(ReceivedRequest request, JsonObject body) =>
        WireReply.Of(200, body) with { Headers = [("Content-Type", "application/json"), .. CommonHeaders(request)] };

    private static WireReply Error(ReceivedRequest request, int status, string type, string message) =>
        WireReply.Of(status, AnthropicReplies.ErrorBody(type, message, RequestId(request))).With("request-id", RequestId(request));

    private static IEnumerable<(string Name, string Value)> CommonHeaders(ReceivedRequest request) =>
    [
        ("anthropic-ratelimit-requests-limit", "50"),
        ("anthropic-ratelimit-requests-remaining", "49"),
        ("anthropic-ratelimit-requests-reset", "2026-11-21T08:44:00Z"),
        ("anthropic-ratelimit-tokens-limit", "60000"),
        ("anthropic-ratelimit-tokens-remaining", "59000"),
        ("anthropic-ratelimit-tokens-reset", "2026-11-21T08:43:32Z"),
        ("anthropic-ratelimit-input-tokens-limit", "50000"),
        ("anthropic-ratelimit-input-tokens-remaining", "50000"),
        ("anthropic-ratelimit-input-tokens-reset", "2026-11-21T08:43:31Z"),
        ("anthropic-ratelimit-output-tokens-limit", "10000"),
        ("anthropic-ratelimit-output-tokens-remaining", "9000"),
        ("anthropic-ratelimit-output-tokens-reset", "2026-11-21T08:43:37Z"),
        ("request-id", RequestId(request)),
    ];

    private static string RequestId(ReceivedRequest request) => string.Create(CultureInfo.InvariantCulture, $"req_011CSHoEeqs5C35K2UU{request.Number:d5}");
}
