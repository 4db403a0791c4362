using System.Threading.Channels;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Masks;

/// <summary>Computes on pictures, a few at a time and on threads of its own: who waits for sockets must not wait for that. Thread safe.</summary>
/// <param name="memory">Counts what the pictures take.</param>
public sealed class ImagingWorker(MemoryBudget memory) : IAsyncDisposable
{
    private const int Threads = 2;
    private const int MostWaiting = 64;

    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(new BoundedChannelOptions(MostWaiting) { AllowSynchronousContinuations = false });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _starting = new();
    private bool _isStarted;

    /// <summary>Counts what the pictures take, and what was made of them.</summary>
    public MemoryBudget Memory => memory;

    /// <summary>Has something computed; who comes when all are busy waits for its turn.</summary>
    /// <param name="bytes">Most bytes that it takes meanwhile; reserved before it waits.</param>
    /// <param name="work">Computes. Its token fires where nobody wants the result any more, and where the program stops.</param>
    /// <param name="cancellationToken">Ends it, and the wait for it.</param>
    /// <returns>What it gave; or that there is no memory for it, or that the program stops.</returns>
    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public async ValueTask<Outcome<T>> RunAsync<T>(long bytes, Func<CancellationToken, Outcome<T>> work, CancellationToken cancellationToken)
    {
        using var hold = memory.Hold();
        if (!hold.TryGrowTo(bytes))
            return memory.Full();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var token = ending.Token;
        // Awaited to its end even where it is cancelled: its memory is given back when nobody uses it any more.
        var done = new TaskCompletionSource<Outcome<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Start();
        try
        {
            await _work.Writer.WriteAsync(Compute, token).ConfigureAwait(false);
            return await done.Task.ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is ChannelClosedException || (thrown is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new Failure(FailureKind.Draining, "The server is stopping. Try again elsewhere, or later.");
        }

        void Compute()
        {
            try
            {
                token.ThrowIfCancellationRequested();
                done.SetResult(work(token));
            }
            catch (OperationCanceledException)
            {
                done.SetCanceled(token);
            }
            catch (Exception thrown)
            {
                // It belongs to whoever asked; the thread goes on for the others.
                done.SetException(thrown);
            }
        }
    }

    /// <summary>Ends what is computed; nothing more is taken.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        // What waits still is told, whether its thread ever ran or not.
        while (_work.Reader.TryRead(out var waiting))
            waiting();
    }

    // Most programs never need them.
    private void Start()
    {
        lock (_starting)
        {
            if (_isStarted)
                return;
            _isStarted = true;
            for (var thread = 0; thread < Threads; thread++)
                new Thread(Work) { IsBackground = true, Name = "imaging" }.Start();
        }
    }

    private void Work()
    {
        // Nothing else runs on this thread: it may block where others may not.
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            if (_work.Reader.TryRead(out var compute))
                compute();
        }
    }
}
