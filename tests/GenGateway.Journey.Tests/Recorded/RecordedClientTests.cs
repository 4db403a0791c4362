using System.Text;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Matrix;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Journey.Tests.Recorded;

/// <summary>What real clients of each protocol sent when they were recorded, before a backend of that protocol: it is served, and where the recording is about an error the error is told.</summary>
public sealed class RecordedClientTests(RecordedClients clients) : JourneyTest, IClassFixture<RecordedClients>
{
    private static readonly string[] Folders = ["client-openai", "client-anthropic", "client-langchain", "client-litellm", "client-ollama", "client-aider", "client-images"];

    private static readonly string[] Broken = ["client-openai/chat-stream-truncated", "client-openai/retry-200-error-body"];

    public static TheoryData<string> Served => [.. All().Where(static name => !IsAboutAnError(name))];

    public static TheoryData<string> Failed => [.. All().Where(IsAboutAnError)];

    [Theory]
    [MemberData(nameof(Served))]
    public async Task A_recorded_request_is_served(string name)
    {
        foreach (var exchange in Recordings.Load(name).Exchanges)
        {
            var client = await clients.ClientAsync(Protocol(exchange), plays: false, Token);
            if (StreamType(exchange) is { } type)
            {
                var events = await StreamedEvent.ReadAsync(client, Request(exchange), type, Token);
                Assert.True(IsDone(events[^1]), events[^1].Data);
                Assert.DoesNotContain(events, IsError);
            }
            else
            {
                (await client.SendAsync(Request(exchange), Token)).Expect(200);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Failed))]
    public async Task A_recorded_error_is_told(string name)
    {
        var recording = Recordings.Load(name);
        var exchange = recording.First;
        clients.Recording.Play(PacketPlan.Recorded, recording);
        var leavesTraces = exchange.ClientCloses || exchange.AnswerHead.Contains("retry-after", StringComparison.OrdinalIgnoreCase);
        var client = leavesTraces ? (await StartAsync(clients.Playing(Protocol(exchange)))).Client : await clients.ClientAsync(Protocol(exchange), plays: true, Token);
        if (exchange.Status == 200 && StreamType(exchange) is { } type)
        {
            var events = await StreamedEvent.ReadAsync(client, Request(exchange), type, Token);
            Assert.True(IsError(events[^1]), events[^1].Data);
            Assert.DoesNotContain(events, IsDone);
            return;
        }

        var answer = await client.SendAsync(Request(exchange), Token);
        // FastAPI's shape, which passes as it came, as every word of the server about the client's own mistake does.
        Assert.True(answer.Json.TryGetProperty(name.EndsWith("error-detail-shape", StringComparison.Ordinal) ? "detail" : "error", out _), answer.Text);
        // What is the client's own matter keeps its status; what is the server's is the gateway's word for it. Ollama's 503 is its queue, which is full.
        int[] expected = (exchange.Status, Protocol(exchange)) switch
        {
            ( >= 400 and < 500, _) => [exchange.Status],
            (503, "ollama") => [429],
            _ => [502, 503],
        };
        Assert.True(expected.Contains(answer.Status), $"The server said {exchange.Status}, the gateway {answer.Status}: {answer.Text}");
    }

    private static IEnumerable<string> All() => Folders.SelectMany(Recordings.Names);

    private static bool IsAboutAnError(string name) =>
        name.Contains("error-event", StringComparison.Ordinal) || name.Contains("error-named", StringComparison.Ordinal) || name.Contains("error-line", StringComparison.Ordinal)
        || Broken.Contains(name) || Recordings.Load(name).First.Status >= 400;

    /// <summary>The protocol that has the path.</summary>
    private static string Protocol(TranscriptExchange exchange) =>
        exchange.Target.StartsWith("/api/", StringComparison.Ordinal) ? "ollama" : exchange.Target.StartsWith("/v1/messages", StringComparison.Ordinal) ? "anthropic" : "openai";

    /// <summary>The type of the stream that the client asked for; null: none.</summary>
    private static string? StreamType(TranscriptExchange exchange) =>
        !Encoding.UTF8.GetString(exchange.RequestBody).Contains("\"stream\":true", StringComparison.Ordinal) ? null
        : Protocol(exchange) == "ollama" ? "application/x-ndjson" : "text/event-stream";

    private static bool IsDone(StreamedEvent item) =>
        item.Data == EventStream.Done || item.Name is "message_stop" or "image_generation.completed" or "response.completed" or "response.incomplete" || item.Data.Contains("\"done\":true", StringComparison.Ordinal);

    private static bool IsError(StreamedEvent item) => item.Data != EventStream.Done && (item.Name == "error" || item.Json.TryGetProperty("error", out var error) && error.ValueKind is not System.Text.Json.JsonValueKind.Null);

    /// <summary>The request as it was recorded, but for the address and the key.</summary>
    private static HttpRequestMessage Request(TranscriptExchange exchange)
    {
        var request = new HttpRequestMessage(new HttpMethod(exchange.Method), exchange.Target);
        var head = Encoding.Latin1.GetString(exchange.Request).Split("\r\n\r\n", 2)[0];
        if (exchange.RequestBody.Length > 0)
            request.Content = new ByteArrayContent(exchange.RequestBody);
        foreach (var line in head.Split("\r\n").Skip(1))
        {
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim());
            if (name.ToLowerInvariant() is "host" or "authorization" or "x-api-key" or "api-key" or "connection" or "content-length")
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
