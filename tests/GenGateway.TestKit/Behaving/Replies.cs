using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Behaving;

/// <summary>Whole answers that a well-behaved backend would not give.</summary>
public static class Replies
{
    /// <summary>A page of HTML with 200, as a login wall or a proxy sends it.</summary>
    public static WireReply Html { get; } = WireReply.Of(200, "<!DOCTYPE html>\n<html><body><h1>Welcome</h1></body></html>\n", "text/html; charset=utf-8");

    /// <summary>200 with nothing in it.</summary>
    public static WireReply Empty { get; } = new(200, []) { Headers = [("Content-Type", "application/json")] };

    /// <summary>200 with an error object as body.</summary>
    public static WireReply ErrorInOk { get; } = WireReply.Of(200, Error("the engine is on fire", "server_error", "engine_on_fire"));

    /// <summary>200 with JSON that is no answer.</summary>
    public static WireReply OtherJson { get; } = WireReply.Of(200, """{"status":"fine"}""", "application/json");

    /// <summary>200 with text that only claims to be JSON.</summary>
    public static WireReply NoJson { get; } = WireReply.Of(200, """{"id":"x","choices":[""", "application/json");

    public static WireReply Redirect(Uri to) => new WireReply(302, []).With("Location", to.ToString());

    /// <summary>An error in OpenAI's envelope; also for Ollama, which a gateway must not rely on to be alike.</summary>
    public static WireReply Failure(int status, string message, string type = "server_error", string? code = null) =>
        WireReply.Of(status, Error(message, type, code));

    /// <summary>429 with the header as given: seconds, a date, or rubbish.</summary>
    public static WireReply RateLimited(string retryAfter) =>
        Failure(429, "Rate limit reached for requests", "requests", "rate_limit_exceeded").With("Retry-After", retryAfter);

    public static WireReply RateLimited(int seconds) => RateLimited(seconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>An error whose <c>detail</c> is a plain text, as FastAPI has it.</summary>
    public static WireReply Detail(int status, string detail) => WireReply.Of(status, new JsonObject { ["detail"] = detail });

    /// <summary>An error that is a plain text, as vLLM's key check has it.</summary>
    public static WireReply PlainError(int status, string error) => WireReply.Of(status, new JsonObject { ["error"] = error });

    /// <summary>Refuses the key and repeats it in the message.</summary>
    public static Behavior EchoingKey(int status) => new()
    {
        Instead = request => Failure(
            status,
            $"Incorrect API key provided: {request.Header("Authorization") ?? request.Header("api-key") ?? request.Header("x-api-key") ?? request.Query}.",
            "invalid_request_error",
            "invalid_api_key"),
    };

    /// <summary>llama-server's 500 for a body that it cannot parse: the client's error, not the server's.</summary>
    public static WireReply LlamaBadJson { get; } = LlamaError(500, "[json.exception.parse_error.101] parse error at line 1, column 15: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal", "server_error");

    /// <summary>llama-server's 500 for a picture that its model cannot see: the client's error as well.</summary>
    public static WireReply LlamaNoImages { get; } = LlamaError(500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj", "server_error");

    /// <summary>llama-server's 501 for a feature that is off.</summary>
    public static WireReply LlamaOff { get; } = LlamaError(501, "This server does not support embeddings. Start it with `--embeddings`", "not_supported_error");

    public static WireReply LlamaContextOverflow { get; } = LlamaReply(400, new JsonObject
    {
        ["code"] = 400,
        ["message"] = "request (10090 tokens) exceeds the available context size (1024 tokens), try increasing it",
        ["type"] = "exceed_context_size_error",
        ["n_prompt_tokens"] = 10090,
        ["n_ctx"] = 1024,
    });

    public static WireReply LlamaLoading { get; } = LlamaReply(503, new JsonObject { ["message"] = "Loading model", ["type"] = "unavailable_error", ["code"] = 503 });

    internal static WireReply LlamaError(int status, string message, string type) =>
        LlamaReply(status, new JsonObject { ["code"] = status, ["message"] = message, ["type"] = type });

    internal static WireReply LlamaReply(int status, JsonObject error)
    {
        var body = Json.Utf8(new JsonObject { ["error"] = error });
        return new WireReply(status, body)
        {
            Headers =
            [
                ("Server", "llama.cpp"),
                ("Access-Control-Allow-Origin", ""),
                ("Content-Type", "application/json; charset=utf-8"),
                ("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)),
                ("Connection", "close"),
            ],
            Closes = true,
        };
    }

    private static JsonObject Error(string message, string type, string? code) =>
        new() { ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = code } };
}
