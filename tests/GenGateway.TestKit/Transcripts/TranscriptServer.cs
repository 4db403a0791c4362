using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Transcripts;

/// <summary>
/// Answers as a recorded server did, byte for byte. A request is matched by method and target; where several recordings fit, by its body too, else
/// the first one plays. What no recording fits gets a 404 and is kept in <see cref="Unmatched"/>. Thread-safe.
/// </summary>
public sealed class TranscriptServer : IAsyncDisposable
{
    private (PacketPlan Plan, TranscriptExchange[] Exchanges) playing;
    private readonly Lock gate = new();
    private readonly List<ReceivedRequest> unmatched = [];
    private readonly WireServer server;

    public TranscriptServer(PacketPlan plan, params IEnumerable<Transcript> transcripts)
    {
        playing = (plan, [.. transcripts.SelectMany(transcript => transcript.Exchanges)]);
        server = new WireServer(AnswerAsync);
    }

    /// <summary>Waits this long between packets, so that the client's reads come apart; 0 leaves it to the network.</summary>
    public TimeSpan Pace { get; set; }

    public Uri Url => server.Url;

    public Traffic Traffic => server.Traffic;

    public IReadOnlyList<ReceivedRequest> Unmatched
    {
        get
        {
            lock (gate)
                return [.. unmatched];
        }
    }

    /// <summary>From the next request on, these recordings, cut like this, and none of those before.</summary>
    public void Play(PacketPlan plan, params IEnumerable<Transcript> transcripts)
    {
        var next = (plan, transcripts.SelectMany(transcript => transcript.Exchanges).ToArray());
        lock (gate)
            playing = next;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(WireExchange exchange)
    {
        PacketPlan plan;
        TranscriptExchange[] exchanges;
        lock (gate)
            (plan, exchanges) = playing;
        if (Find(exchanges, exchange.Request) is not { } recorded)
        {
            lock (gate)
                unmatched.Add(exchange.Request);
            await exchange.SendAsync(WireReply.Of(404, $"No recording holds {exchange.Request.Method} {exchange.Request.Target}.", "text/plain"));
            return;
        }

        foreach (var packet in plan.Cut(recorded))
        {
            await exchange.SendAsync(packet);
            if (Pace > TimeSpan.Zero)
                await Task.Delay(Pace, exchange.Left);
            else
                await Task.Yield();
        }

        if (recorded.ClientCloses)
            await exchange.HangAsync();
        if (recorded.ServerCloses)
            exchange.Close();
    }

    private static TranscriptExchange? Find(TranscriptExchange[] exchanges, ReceivedRequest request)
    {
        TranscriptExchange[] fitting = [.. exchanges.Where(exchange => exchange.Method == request.Method && exchange.Target == request.Target)];
        return fitting.FirstOrDefault(exchange => exchange.RequestBody.AsSpan().SequenceEqual(request.Body)) ?? fitting.FirstOrDefault();
    }
}
