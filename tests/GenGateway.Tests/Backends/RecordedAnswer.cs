using System.Globalization;
using System.Text;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Tests.Backends;

/// <summary>A recorded exchange without its HTTP framing.</summary>
/// <param name="Name">The recording.</param>
/// <param name="Target">The route that was asked.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="IsStream">Whether the answer came as it grew.</param>
/// <param name="Request">The request's body.</param>
/// <param name="Body">The answer's body.</param>
internal sealed record RecordedAnswer(string Name, string Target, int Status, bool IsStream, byte[] Request, byte[] Body)
{
    private static readonly string[] Routes = ["/api/chat", "/api/generate", "/api/embed", "/v1/chat/completions", "/v1/completions", "/v1/messages", "/v1/responses"];

    /// <summary>The recordings of some servers that generate text, each by its first exchange.</summary>
    public static IEnumerable<RecordedAnswer> Of(params string[] servers) =>
        from server in servers
        from name in Recordings.Names(server)
        let exchange = Recordings.Load(name).Exchanges.FirstOrDefault(static exchange => exchange.Packets.Count > 0)
        where exchange is not null && Routes.Contains(exchange.Target)
        select new RecordedAnswer(
            name,
            exchange.Target,
            exchange.Status,
            exchange.AnswerHead.Contains("event-stream", StringComparison.Ordinal) || exchange.AnswerHead.Contains("ndjson", StringComparison.Ordinal),
            Plain(Encoding.Latin1.GetString(exchange.Request).Split("\r\n\r\n")[0], exchange.RequestBody),
            Plain(exchange.AnswerHead, exchange.AnswerBody));

    public static RecordedAnswer Load(string name) => Of(name.Split('/')[0]).Single(recorded => recorded.Name == name);

    // Without the chunks' sizes; a recording may end inside one.
    private static byte[] Plain(string head, byte[] body)
    {
        if (!head.Contains("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase))
            return body;
        var plain = new List<byte>();
        for (var at = 0; at < body.Length;)
        {
            var line = body.AsSpan(at).IndexOf("\r\n"u8);
            if (line < 0)
                break;
            var size = int.Parse(Encoding.ASCII.GetString(body, at, line), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            at += line + 2;
            plain.AddRange(body.AsSpan(at, Math.Min(size, body.Length - at)));
            at += size + 2;
        }

        return [.. plain];
    }
}
