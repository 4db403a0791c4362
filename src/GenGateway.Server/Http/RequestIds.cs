using System.Buffers;
using GenGateway.Journey;

namespace GenGateway.Server.Http;

/// <summary>The request id: the client's own if it can be written into a header and a log line, else a new one.</summary>
internal static class RequestIds
{
    public const string Header = "x-request-id";

    /// <summary>Anthropic's name for it, which its SDKs read.</summary>
    public const string AnthropicHeader = "request-id";

    private const int Longest = 128;

    private static readonly SearchValues<char> Visible = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(static code => (char)code)]);

    public static string Of(HttpRequest request, TimeProvider clock)
    {
        var sent = request.Headers[Header];
        return sent is [{ Length: > 0 and <= Longest } id] && !id.AsSpan().ContainsAnyExcept(Visible)
            ? id
            : TimedId.New(clock.GetUtcNow()).ToString();
    }
}
