using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Anthropic;

/// <summary>Errors as Anthropic's API says them.</summary>
public static class AnthropicReplies
{
    private const string RequestId = "req_011CSHoEeqs5C35K2UUqR7Fy";

    /// <summary>The whole service is busy; the client is told to ask again.</summary>
    public static WireReply Overloaded { get; } = Error(529, "overloaded_error", "Overloaded").With("x-should-retry", "true") with { Reason = "Overloaded" };

    public static WireReply Internal { get; } = Error(500, "api_error", "Internal server error").With("x-should-retry", "true");

    public static WireReply TimedOut { get; } = Error(504, "timeout_error", "Request timed out");

    public static WireReply NotPaid { get; } = Error(402, "billing_error", "Your credit balance is too low to access the Anthropic API.") with { Reason = "Payment Required" };

    public static WireReply Forbidden { get; } = Error(403, "permission_error", "Your API key does not have permission to use the specified resource.").With("x-should-retry", "false");

    /// <summary>What stands before the API refuses the body in its own words: no JSON.</summary>
    public static WireReply TooLargeForTheEdge { get; } =
        WireReply.Of(413, "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n</body>\r\n</html>\r\n", "text/html");

    /// <summary>The edge's own 503, which is no JSON either.</summary>
    public static WireReply Unavailable { get; } = WireReply.Of(503, "upstream connect error or disconnect/reset before headers", "text/plain");

    public static WireReply RateLimited(int seconds) => Error(429, "rate_limit_error", "This request would exceed your organization's rate limit of 50 requests per minute.")
        .With("retry-after", seconds.ToString(CultureInfo.InvariantCulture))
        .With("x-should-retry", "true")
        .With("anthropic-ratelimit-requests-limit", "50")
        .With("anthropic-ratelimit-requests-remaining", "0")
        .With("anthropic-ratelimit-requests-reset", "2026-11-21T08:44:00Z");

    public static WireReply PromptTooLong(int tokens, int most) =>
        Error(400, "invalid_request_error", string.Create(CultureInfo.InvariantCulture, $"prompt is too long: {tokens} tokens > {most} maximum"));

    public static WireReply Error(int status, string type, string message) =>
        WireReply.Of(status, ErrorBody(type, message, RequestId)).With("request-id", RequestId);

    internal static JsonObject ErrorBody(string type, string message, string? requestId)
    {
        var body = new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = type, ["message"] = message } };
        if (requestId is not null)
            body["request_id"] = requestId;
        return body;
    }
}
