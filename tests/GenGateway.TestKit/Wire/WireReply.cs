using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit.Wire;

/// <summary>A whole answer. Its headers go out in this order; the length is added where neither it nor chunks are named.</summary>
public sealed record WireReply(int Status, byte[] Body)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The words after the status; null takes the usual ones.</summary>
    public string? Reason { get; init; }

    /// <summary>The connection ends behind it.</summary>
    public bool Closes { get; init; }

    public static WireReply Of(int status, JsonNode body, string contentType = "application/json") => Of(status, Json.Utf8(body), contentType);

    public static WireReply Of(int status, string body, string contentType) => Of(status, Encoding.UTF8.GetBytes(body), contentType);

    public static WireReply Of(int status, byte[] body, string contentType) =>
        new(status, body) { Headers = [("Content-Type", contentType)] };

    public WireReply With(string name, string value) => this with
    {
        Headers = [.. Headers.Where(header => !header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)), (name, value)],
    };

    /// <summary>The usual words for a status.</summary>
    public static string ReasonOf(int status) => status switch
    {
        101 => "Switching Protocols",
        200 => "OK",
        204 => "No Content",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Request Entity Too Large",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    };

    internal IEnumerable<(string Name, string Value)> AllHeaders()
    {
        var named = Headers.Any(header => header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || header.Name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase));
        return named ? Headers : [.. Headers, ("Content-Length", Body.Length.ToString(CultureInfo.InvariantCulture))];
    }

    internal byte[] ToBytes(bool headOnly)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {Reason ?? ReasonOf(Status)}\r\n");
        foreach (var (name, value) in AllHeaders())
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        byte[] bytes = [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString())];
        return headOnly ? bytes : [.. bytes, .. Body];
    }
}
