using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace GenGateway.Recording;

/// <summary>The records of journeys: into the journal, and the causes of failures into the log, each once, at its table's level. Thread safe.</summary>
/// <param name="logger">For causes.</param>
/// <param name="metrics">Told of every answer.</param>
/// <param name="clock">The only clock.</param>
/// <param name="journal">Where records are written; null: nowhere.</param>
/// <param name="text">What a record keeps of prompt and answer, until <see cref="Text"/> says otherwise.</param>
public sealed partial class Ledger(ILogger<Ledger> logger, GenerationMetrics metrics, TimeProvider clock, Journal? journal = null, RecordText text = RecordText.Full) : ILedger
{
    private long _opened;
    private long _closed;
    private volatile RecordText _text = text;

    /// <summary>Records opened since the start.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>Records closed since the start. Equal to <see cref="Opened"/> whenever nothing travels.</summary>
    public long Closed => Interlocked.Read(ref _closed);

    /// <summary>What records from now on keep of prompt and answer.</summary>
    public RecordText Text
    {
        get => _text;
        set => _text = value;
    }

    /// <summary>What models cost, by name.</summary>
    public IReadOnlyDictionary<string, PriceConfig> Prices { get; set; } = new Dictionary<string, PriceConfig>();

    internal DateTimeOffset Now => clock.GetUtcNow();

    public Entry Open(GenerationRequest request)
    {
        Interlocked.Increment(ref _opened);
        return new LedgerEntry(this, journal, _text, request, clock);
    }

    /// <summary>What an answer costs, by the prices that hold now; null: unknown.</summary>
    internal double? CostOf(Usage? usage, int images, Candidate? candidate) => Cost.Of(usage, images, Prices, candidate);

    /// <summary>An answer goes on at another backend: its record has one text, here stands where it came from.</summary>
    internal void Continued(Entry entry, Failure broken, long bytes) =>
        Log.Continued(logger, entry.Request.Id, entry.Candidate?.Backend.Name, bytes, broken.Message);

    /// <summary>An entry ended; it says so once.</summary>
    internal void Close(Entry entry)
    {
        Interlocked.Increment(ref _closed);
        metrics.Ended(entry.ToSample() with { CostUsd = entry.CostUsd });
        // What the client was told stands in the access log; a cause that it was not told is kept here, under the same request id.
        if (entry.Failure is { Cause: not null } failure)
            Log.Failed(logger, failure.Row.Level, failure.Cause, entry.Request.Id, failure.Row.Code, entry.Attempts, entry.Head?.Backend);
    }

    // Event ids 8000–8999 are this stage's.
    private static partial class Log
    {
        [LoggerMessage(8003, LogLevel.Warning, "request {RequestId} goes on at backend {Backend} behind {Bytes} bytes of its answer: {Reason}")]
        public static partial void Continued(ILogger logger, string requestId, string? backend, long bytes, string reason);

        [LoggerMessage(EventId = 8001, Message = "request {RequestId} failed: {Code} after {Attempts} attempt(s), backend {Backend}")]
        public static partial void Failed(ILogger logger, LogLevel level, Exception? cause, string requestId, string code, int attempts, string? backend);
    }
}
