using System.Net.ServerSentEvents;
using System.Text.Json;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>A stream of server-sent events, read one by one. Disposal before the end is a client that leaves.</summary>
public sealed class EventStream : IAsyncDisposable
{
    public const string Done = "[DONE]";

    private readonly HttpResponseMessage response;
    private readonly Stream body;
    private readonly IAsyncEnumerator<SseItem<string>> events;

    public EventStream(HttpResponseMessage response, Stream body)
    {
        this.response = response;
        this.body = body;
        events = SseParser.Create(body).EnumerateAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
    }

    public int Status => (int)response.StatusCode;

    public string? Header(string name) => response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>The next event's data, or null where the body ends.</summary>
    public async Task<string?> NextAsync(CancellationToken cancellationToken)
    {
        // The enumerator knows no token per call; a test that is cancelled drops the connection, which ends the read.
        await using var cancelled = cancellationToken.Register(response.Dispose);
        return await events.MoveNextAsync() ? events.Current.Data : null;
    }

    /// <summary>The next event as JSON; the end of the stream fails the test.</summary>
    public async Task<JsonElement> NextChunkAsync(CancellationToken cancellationToken)
    {
        var data = await NextAsync(cancellationToken);
        Assert.NotNull(data);
        Assert.NotEqual(Done, data);
        return Parse(data);
    }

    /// <summary>Reads events until one carries text, and returns that text.</summary>
    public async Task<string> NextTextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Chunks.Text(await NextChunkAsync(cancellationToken)) is { Length: > 0 } text)
                return text;
        }
    }

    /// <summary>All that is left, parsed, with the terminator apart.</summary>
    public async Task<StreamRest> RestAsync(CancellationToken cancellationToken)
    {
        List<JsonElement> chunks = [];
        var done = false;
        while (await NextAsync(cancellationToken) is { } data)
        {
            Assert.False(done, $"Something follows the terminator: {data}");
            if (data == Done)
                done = true;
            else
                chunks.Add(Parse(data));
        }

        return new StreamRest(chunks, done);
    }

    public async ValueTask DisposeAsync()
    {
        // The connection goes first: only then is a read that hangs over.
        response.Dispose();
        await body.DisposeAsync();
        await events.DisposeAsync();
    }

    private static JsonElement Parse(string data)
    {
        using var document = JsonDocument.Parse(data);
        return document.RootElement.Clone();
    }
}
