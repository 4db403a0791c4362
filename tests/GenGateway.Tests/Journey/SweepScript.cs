namespace GenGateway.Tests.Journey;

/// <summary>Counts the points that a journey passes and strikes at one of them.</summary>
internal sealed class SweepScript(int strikeAt, SweepPoint kind) : IDisposable
{
    private readonly CancellationTokenSource _client = new();

    public CancellationToken ClientLeft => _client.Token;

    public int Passed { get; private set; }

    public bool Struck { get; private set; }

    /// <summary>An await that may fail in every way.</summary>
    public async ValueTask PassAsync()
    {
        // A real suspension: what follows runs as a continuation, as it does behind a socket.
        await Task.Yield();
        if (!Strikes())
            return;
        if (kind == SweepPoint.Throws)
            throw new InvalidOperationException("struck");
        await _client.CancelAsync();
        if (kind == SweepPoint.ClientLeavesAndAwaitCancels)
            throw new OperationCanceledException(_client.Token);
    }

    /// <summary>An await that must not throw (what comes after something was handed out); the client may leave there.</summary>
    public async ValueTask PassQuietlyAsync()
    {
        await Task.Yield();
        if (Strikes() && kind != SweepPoint.Throws)
            await _client.CancelAsync();
    }

    public void Dispose() => _client.Dispose();

    private bool Strikes()
    {
        var now = ++Passed == strikeAt;
        Struck |= now;
        return now;
    }
}
