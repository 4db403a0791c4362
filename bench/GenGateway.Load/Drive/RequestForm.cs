using System.Globalization;
using System.Text;

namespace GenGateway.Load.Drive;

/// <summary>The request that is sent again and again: 486 bytes of chat with a key.</summary>
internal static class RequestForm
{
    public const int BodyLength = 486;

    public const string Key = "gg-bench-key-0123456789abcdef";

    /// <summary>Stands where <see cref="Numbered"/> writes the request's number: sixteen digits.</summary>
    public const string Number = "0000000000000000";

    /// <summary>A chat over the OpenAI surface.</summary>
    /// <param name="stream">Whether the answer is to be streamed.</param>
    /// <param name="paceMicroseconds">What the mock waits between two events.</param>
    /// <param name="numbered">Whether the request has an <c>x-request-id</c> with a number in it.</param>
    /// <param name="bodyLength">Bytes of the body; more text makes it longer.</param>
    /// <param name="model">The model that is asked for.</param>
    /// <param name="events">How many events the mock's stream is to have; 0: its own 64.</param>
    public static byte[] Chat(bool stream, int paceMicroseconds = 0, bool numbered = false, int bodyLength = BodyLength, string model = Pairing.OpenAiModel, int events = 0) => Http(
        "/v1/chat/completions",
        numbered,
        bodyLength,
        $"{{\"model\":\"{model}\",{(stream ? "\"stream\":true," : "")}\"temperature\":0.7,\"max_tokens\":256,\"messages\":[{{\"role\":\"system\",\"content\":\"{System(paceMicroseconds, events)}\"}},{{\"role\":\"user\",\"content\":\"",
        "\"}]}");

    /// <summary>The same chat over the Anthropic surface.</summary>
    /// <inheritdoc cref="Chat"/>
    public static byte[] Message(bool stream, int paceMicroseconds, string model, int events) => Http(
        "/v1/messages",
        numbered: false,
        BodyLength,
        $"{{\"model\":\"{model}\",{(stream ? "\"stream\":true," : "")}\"temperature\":0.7,\"max_tokens\":256,\"system\":\"{System(paceMicroseconds, events)}\",\"messages\":[{{\"role\":\"user\",\"content\":\"",
        "\"}]}",
        "anthropic-version: 2023-06-01\r\n");

    /// <summary>A chat with the shipped model, which the embedded engine answers.</summary>
    public static byte[] Generation(int tokens)
    {
        var body = $"{{\"model\":\"tiny-chat\",\"max_tokens\":{tokens},\"temperature\":1,\"messages\":[{{\"role\":\"user\",\"content\":\"Tell me a story about a fox.\"}}]}}";
        return Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>A chat that the mock answers with 503.</summary>
    public static byte[] Failing(string model) => Http("/v1/chat/completions", numbered: false, BodyLength, $"{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"fail-503 ", "\"}]}");

    /// <summary>Where the number stands in a numbered request.</summary>
    public static int NumberAt(ReadOnlySpan<byte> request) => request.IndexOf("bench-0000000000000000"u8) + 6;

    public static void Numbered(Span<byte> request, int at, long number)
    {
        for (var digit = at + Number.Length - 1; digit >= at; digit--)
        {
            request[digit] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }

    // The mock reads how it is to answer from the conversation's own text, which a translation keeps.
    private static string System(int paceMicroseconds, int events) => $"You are a helpful assistant. {Mark("pace", paceMicroseconds)}{Mark(" events", events)}";

    private static string Mark(string name, int value) => value == 0 ? "" : $"{name}-{value.ToString("D7", CultureInfo.InvariantCulture)}";

    private static byte[] Http(string path, bool numbered, int bodyLength, string before, string after, string fields = "")
    {
        const string Words = "Tell me what a gateway does with a request on its way, and why. ";
        var missing = bodyLength - before.Length - after.Length;
        var filler = string.Concat(Enumerable.Repeat(Words, (missing / Words.Length) + 1))[..missing];
        var id = numbered ? $"x-request-id: bench-{Number}\r\n" : "";
        return Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {Key}\r\nContent-Type: application/json\r\nAccept: */*\r\nUser-Agent: bench/1\r\n{fields}{id}Content-Length: {bodyLength}\r\n\r\n{before}{filler}{after}");
    }
}
