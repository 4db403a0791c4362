using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Transcripts;

/// <summary>
/// Answers as a recorded server did, byte for byte. A request is matched by method and target; where several recordings fit, by its body too, else
/// the first one plays. What no recording fits gets a 404 and is kept in <see cref="Unmatched"/>. Thread-safe.
/// </summary>
public sealed class TranscriptServer : IAsyncDisposable
{
    private readonly List<TranscriptExchange> exchanges;
    private readonly Lock gate = new();
    private readonly List<ReceivedRequest> unmatched = [];
    private readonly WireServer server;

    public TranscriptServer(PacketPlan plan, params IEnumerable<Transcript> transcripts)
    {
        Plan = plan;
        exchanges = [.. transcripts.SelectMany(transcript => transcript.Exchanges)];
        server = new WireServer(AnswerAsync);
    }

    /// <summary>How the next answers are cut.</summary>
    public PacketPlan Plan { get; set; }

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

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(WireExchange exchange)
    {
        if (Find(exchange.Request) is not { } recorded)
        {
            lock (gate)
                unmatched.Add(exchange.Request);
            await exchange.SendAsync(WireReply.Of(404, $"No recording holds {exchange.Request.Method} {exchange.Request.Target}.", "text/plain"));
            return;
        }

        foreach (var packet in Plan.Cut(recorded))
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

    private TranscriptExchange? Find(ReceivedRequest request)
    {
        TranscriptExchange[] fitting = [.. exchanges.Where(exchange => exchange.Method == request.Method && exchange.Target == request.Target)];
        return fitting.FirstOrDefault(exchange => exchange.RequestBody.AsSpan().SequenceEqual(request.Body)) ?? fitting.FirstOrDefault();
    }
}
