using GenGateway.Admission.Limiting;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Admission;

/// <summary>Lets requests onto the road while the server serves and their limits allow, and knows when the last one left it. Thread safe.</summary>
/// <param name="limiter">The limits; null: none.</param>
public sealed class AdmissionGate(Limiter? limiter = null) : IAdmission
{
    private const int DrainRetrySeconds = 5;

    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PermitPool<Admitted> _free = new();
    private readonly PermitPool<LimitedPermit> _freeLimited = new();
    private int _travelling;
    private volatile bool _draining;

    /// <summary>Requests between their admission and the last byte of their answer.</summary>
    public int Travelling => Volatile.Read(ref _travelling);

    /// <summary>Whether new requests are refused because the server stops.</summary>
    public bool IsDraining => _draining;

    public ValueTask<Outcome<Permit>> AdmitAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        // Counted before looking: a drain that starts in between waits for this one or refuses it, never neither.
        Interlocked.Increment(ref _travelling);
        if (_draining)
        {
            Leave();
            return ValueTask.FromResult<Outcome<Permit>>(Draining());
        }

        return ValueTask.FromResult<Outcome<Permit>>(limiter?.Book is { } book ? Limited(request, book) : (Permit)Unlimited());
    }

    /// <summary>Refuses whatever comes from now on.</summary>
    /// <returns>Completes when the last request has left the road.</returns>
    public Task DrainAsync()
    {
        _draining = true;
        // Nor may this look come before that write: who is admitted or leaves in between sees the drain, or is seen here.
        Interlocked.MemoryBarrier();
        if (Travelling == 0)
            _empty.TrySetResult();
        return _empty.Task;
    }

    /// <summary>What is said to a request that comes while the server stops.</summary>
    public static Failure Draining() => new(FailureKind.Draining, "The server is stopping. Send the request again; another instance or the restarted server will take it.")
    {
        RetryAfter = TimeSpan.FromSeconds(DrainRetrySeconds),
    };

    private Outcome<Permit> Limited(GenerationRequest request, LimitBook book)
    {
        if (!_freeLimited.TryTake(out var permit))
            permit = new LimitedPermit(this, _freeLimited);
        book.Begin(permit, request);
        request.Rates = permit;
        if (book.Admit(request, permit, book.Clock.GetTimestamp()) is not { } refusal)
            return permit;
        permit.Undo();
        Leave();
        return refusal;
    }

    private Admitted Unlimited()
    {
        if (!_free.TryTake(out var permit))
            permit = new Admitted(this, _free);
        permit.Begin();
        return permit;
    }

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _travelling) == 0 && _draining)
            _empty.TrySetResult();
    }

    private sealed class Admitted(AdmissionGate gate, PermitPool<Admitted> pool) : Permit
    {
        private int _given;

        public void Begin() => _given = 0;

        public override void Recycle()
        {
            Entry = null;
            pool.Give(this);
        }

        public override ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
                gate.Leave();
            return ValueTask.CompletedTask;
        }
    }
}
