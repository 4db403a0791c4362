using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>Answers in this server's own form.</summary>
public static class ComfyReplies
{
    /// <summary>What the framework says to an exception that nobody caught; the connection ends behind it.</summary>
    public static WireReply Trouble
    {
        get
        {
            var reply = Text(500, "500 Internal Server Error\n\nServer got itself in trouble");
            return reply with { Headers = [.. reply.Headers, ("Connection", "close")], Closes = true };
        }
    }

    /// <summary>A status with nothing behind it: also how a proxy may refuse a WebSocket.</summary>
    public static WireReply Bare(int status) => Framed(status, [], []);

    internal static WireReply NotFound => Framed(404, "0\r\n\r\n"u8.ToArray(), [("Transfer-Encoding", "chunked"), ("Content-Type", "application/octet-stream")]);

    internal static WireReply NoMethod => Text(405, "405: Method Not Allowed", ("Allow", "GET,HEAD"));

    internal static WireReply NoUpgrade => Text(400, "No WebSocket UPGRADE hdr: None\n Can \"Upgrade\" only to \"WebSocket\".");

    internal static WireReply Of(JsonNode body, int status = 200) =>
        Framed(status, Encoding.ASCII.GetBytes(PythonJson.Dumps(body)), [("Content-Type", "application/json; charset=utf-8")]);

    internal static WireReply Refusal(string type, string message, string details, JsonObject nodeErrors) => Of(
        new JsonObject
        {
            ["error"] = new JsonObject { ["type"] = type, ["message"] = message, ["details"] = details, ["extra_info"] = new JsonObject() },
            ["node_errors"] = nodeErrors,
        },
        400);

    /// <summary>A file of the server's, or a picture made from one.</summary>
    internal static WireReply File(string name, string contentType, byte[] bytes, DateTimeOffset? at)
    {
        var length = bytes.Length.ToString(CultureInfo.InvariantCulture);
        List<(string, string)> headers = [("Content-Disposition", $"filename=\"{name}\""), ("Content-Type", contentType)];
        if (at is { } time)
            headers.AddRange([("Etag", $"\"{time.Ticks:x}-{bytes.Length:x}\""), ("Last-Modified", Date(time)), ("Content-Length", length), ("Accept-Ranges", "bytes")]);
        return Framed(200, bytes, headers);
    }

    internal static IEnumerable<(string Name, string Value)> Last() => [("Date", Date(TimeProvider.System.GetUtcNow())), ("Server", "Python/3.11 aiohttp/3.14.5")];

    private static WireReply Text(int status, string text, params IEnumerable<(string, string)> headers) =>
        Framed(status, Encoding.UTF8.GetBytes(text), [("Content-Type", "text/plain; charset=utf-8"), .. headers]);

    private static WireReply Framed(int status, byte[] body, IReadOnlyList<(string Name, string Value)> headers)
    {
        var named = headers.Any(header => header.Name is "Content-Length" or "Transfer-Encoding");
        return new WireReply(status, body)
        {
            Headers = [.. headers, .. named ? [] : new[] { ("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)) }, .. Last()],
        };
    }

    private static string Date(DateTimeOffset time) => time.ToString("R", CultureInfo.InvariantCulture);
}
