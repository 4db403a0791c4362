using GenGateway.Journey;
using GenGateway.Errors;

namespace GenGateway.Tests.Journey;

/// <summary>Counts the points that a journey passes and strikes at one of them.</summary>
internal sealed class SweepScript(int strikeAt, SweepPoint kind) : IDisposable
{
    private readonly CancellationTokenSource _client = new();
    private readonly CancellationTokenSource _stopping = new();

    public CancellationToken ClientLeft => _client.Token;

    public CancellationToken Stopping => _stopping.Token;

    public ManualClock Clock { get; } = new();

    public int Passed { get; private set; }

    public bool Struck { get; private set; }

    /// <summary>What went wrong where the road would swallow an assertion.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>What the client is owed when it was told of the strike; null: nobody is there to be told.</summary>
    public FailureKind? Owed => kind switch
    {
        SweepPoint.ClientLeaves or SweepPoint.ClientLeavesAndAwaitCancels => null,
        SweepPoint.Throws => FailureKind.Internal,
        SweepPoint.Fails => FailureKind.Internal,
        SweepPoint.DeadlinePasses => FailureKind.Timeout,
        SweepPoint.ServerStops => FailureKind.Draining,
        _ => throw new InvalidOperationException($"{kind}"),
    };

    /// <summary>An await that may fail in every way.</summary>
    /// <returns>The failure that the stage is to answer with, or null.</returns>
    public async ValueTask<Failure?> PassAsync()
    {
        // A real suspension: what follows runs as a continuation, as it does behind a socket.
        await Task.Yield();
        if (!Strikes())
            return null;
        switch (kind)
        {
            case SweepPoint.Throws:
                throw new InvalidOperationException("struck");
            case SweepPoint.Fails:
                return new Failure(FailureKind.Internal, "struck");
            default:
                await StopAsync();
                return kind == SweepPoint.ClientLeaves ? null : throw new OperationCanceledException("struck");
        }
    }

    /// <summary>An await that must not throw (what comes after something was handed out); whoever stops may stop there.</summary>
    public async ValueTask PassQuietlyAsync()
    {
        await Task.Yield();
        if (Strikes())
            await StopAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _stopping.Dispose();
    }

    private async ValueTask StopAsync()
    {
        switch (kind)
        {
            case SweepPoint.ClientLeaves or SweepPoint.ClientLeavesAndAwaitCancels:
                await _client.CancelAsync();
                break;
            case SweepPoint.DeadlinePasses:
                Clock.Advance(SweepWorld.Total);
                break;
            case SweepPoint.ServerStops:
                await _stopping.CancelAsync();
                Clock.Advance(Sweeper.Interval);
                break;
        }
    }

    private bool Strikes()
    {
        var now = ++Passed == strikeAt;
        Struck |= now;
        return now;
    }
}
