using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace GenGateway.Recording;

/// <summary>The records of journeys, in the log for now: the causes of failures, each once, at its table's level. Thread safe.</summary>
public sealed partial class Ledger(ILogger<Ledger> logger, GenerationMetrics metrics, TimeProvider clock) : ILedger
{
    private long _opened;
    private long _closed;

    /// <summary>Records opened since the start.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>Records closed since the start. Equal to <see cref="Opened"/> whenever nothing travels.</summary>
    public long Closed => Interlocked.Read(ref _closed);

    public Entry Open(GenerationRequest request)
    {
        Interlocked.Increment(ref _opened);
        return new LedgerEntry(this, request, clock);
    }

    private void Close(Entry entry)
    {
        Interlocked.Increment(ref _closed);
        if (entry.Head is { } head)
            metrics.Answered(head.Model, entry.AttemptDuration);
        // What the client was told stands in the access log; a cause that it was not told is kept here, under the same request id.
        if (entry.Failure is { Cause: not null } failure)
            Log.Failed(logger, failure.Row.Level, failure.Cause, entry.Request.Id, failure.Row.Code, entry.Attempts, entry.Head?.Backend);
    }

    private sealed class LedgerEntry(Ledger ledger, GenerationRequest request, TimeProvider clock) : Entry(request, clock)
    {
        private bool _closed;

        protected override Failure? Reserve() => null;

        protected override TallyText? CreateText() => null;

        protected override void Settle()
        {
        }

        public override ValueTask DisposeAsync()
        {
            if (!_closed)
            {
                _closed = true;
                ledger.Close(this);
            }

            return ValueTask.CompletedTask;
        }
    }

    // Event ids 8000–8999 are this stage's.
    private static partial class Log
    {
        [LoggerMessage(EventId = 8001, Message = "request {RequestId} failed: {Code} after {Attempts} attempt(s), backend {Backend}")]
        public static partial void Failed(ILogger logger, LogLevel level, Exception? cause, string requestId, string code, int attempts, string? backend);
    }
}
