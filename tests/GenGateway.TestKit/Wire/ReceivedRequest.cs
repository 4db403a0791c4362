using System.Text;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit.Wire;

/// <summary>A request as it came: nothing is normalised, so a test can say what was on the wire.</summary>
/// <param name="Number">Its place among the server's requests, from 1.</param>
/// <param name="Connection">The connection that brought it, from 1.</param>
/// <param name="Head">Request line and headers, each with its line end, without the empty line.</param>
/// <param name="Body">The body without its transfer coding.</param>
/// <param name="BodyWasChunked">The body came in chunks instead of with its length.</param>
public sealed record ReceivedRequest(int Number, int Connection, string Head, byte[] Body, bool BodyWasChunked)
{
    private IReadOnlyList<(string Name, string Value)>? headers;

    public string Method => Head[..Head.IndexOf(' ')];

    /// <summary>Path and query as sent.</summary>
    public string Target => Head.Split(' ', 3)[1];

    /// <summary>The path as sent, escapes included.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>The query without its question mark; empty where there is none.</summary>
    public string Query => Target.Split('?', 2) is [_, var query] ? query : "";

    /// <summary>Every header line, in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers => headers ??=
        [.. from line in Head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)
            let colon = line.IndexOf(':')
            select (line[..colon], line[(colon + 1)..].Trim())];

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON; throws where it is none.</summary>
    public JsonObject Json => JsonNode.Parse(Body) as JsonObject ?? throw new InvalidOperationException($"The body is no JSON object: {Text}");

    /// <summary>The body as a form, or null where it is none.</summary>
    public MultipartForm? Form => MultipartForm.Read(Header("Content-Type"), Body);

    /// <summary>The header's first value, or null.</summary>
    public string? Header(string name) => Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();

    /// <summary>The first value of the query's parameter, unescaped, or null.</summary>
    public string? QueryValue(string name) =>
        (from pair in Query.Split('&')
         let parts = pair.Split('=', 2)
         where parts[0] == name
         select parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "").FirstOrDefault();

    /// <summary>True if the text stands anywhere: in the head or in the body.</summary>
    public bool Holds(string text) => Head.Contains(text, StringComparison.Ordinal) || Text.Contains(text, StringComparison.Ordinal);
}
