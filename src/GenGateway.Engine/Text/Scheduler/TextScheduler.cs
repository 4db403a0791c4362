using System.Threading.Channels;
using GenGateway.Engine.Text.Sampling;

namespace GenGateway.Engine.Text.Scheduler;

/// <summary>
/// One thread that owns a model and interleaves its sequences. Each round: drop the cancelled, admit, prefill one sequence, carry every
/// other prefilled one on by one token. Nobody waits behind a lock, and a prompt delays its neighbours by one prefill, not by a text.
/// </summary>
/// <remarks><see cref="Submit"/> and <see cref="Dispose"/> from any thread; everything else happens on the engine thread.</remarks>
internal sealed class TextScheduler : IDisposable
{
    private const string Closed = "The model was closed.";
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(30);

    private readonly IForwardPass _forward;
    private readonly SamplingBuffer _buffer;
    private readonly int _maxRunning;
    private readonly int _maxWaiting;
    private readonly Thread _thread;
    private readonly Channel<Sequence> _inbox;

    // Ends a prefill that is under way when the engine stops. Never disposed: it has neither timer nor wait handle.
    private readonly CancellationTokenSource _stopping = new();

    // Engine thread only. In both the order is that of arrival, so the prefilled come first in running.
    private readonly Queue<Sequence> _waiting = new();
    private readonly List<Sequence> _running = [];
    private string _endReason = Closed;

    public TextScheduler(IForwardPass forward, int maxRunning, int maxWaiting, string name)
    {
        _forward = forward;
        _maxRunning = maxRunning;
        _maxWaiting = maxWaiting;
        _buffer = new SamplingBuffer(forward.VocabularySize);

        // Who writes into an empty inbox runs the waiting reader's continuation, which only wakes the engine thread. Leaving that
        // to the thread pool would let a busy pool delay the engine.
        _inbox = Channel.CreateBounded<Sequence>(new BoundedChannelOptions(maxWaiting) { SingleReader = true, AllowSynchronousContinuations = true });
        _thread = new Thread(Work) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public EngineCounters Counters { get; } = new();

    /// <summary>Hands a generation to the engine thread.</summary>
    /// <exception cref="EngineBusyException">The limit of waiting sequences is reached.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler is disposed.</exception>
    public Sequence Submit(SequenceSpecification specification, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        if (!Counters.TryWait(_maxWaiting))
        {
            throw new EngineBusyException(_maxWaiting);
        }

        var sequence = new Sequence(specification, cancellationToken, _stopping.Token);

        // The inbox has room for all that may wait, so only its being closed can refuse.
        if (!_inbox.Writer.TryWrite(sequence))
        {
            Counters.TurnAway();
            sequence.Complete(FinishReason.Failed, Closed);
            throw new ObjectDisposedException(nameof(TextScheduler));
        }

        return sequence;
    }

    /// <summary>Fails what runs and waits, and waits at most 30 s for the engine thread, which disposes the model itself.</summary>
    public void Dispose()
    {
        _inbox.Writer.TryComplete();
        _stopping.Cancel();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join(JoinLimit);
        }
    }

    private void Work()
    {
        try
        {
            while (WaitForWork())
            {
                Round();
            }
        }
        catch (Exception exception)
        {
            // A bug outside any sequence's own step: the model ends with its reason told, the process goes on.
            _endReason = $"The engine thread failed: {exception.Message}";
        }
        finally
        {
            _stopping.Cancel();
            _inbox.Writer.TryComplete();
            LeaveAll();
            _forward.Dispose();
        }
    }

    /// <summary>Sleeps while there is nothing to do; false when the engine stops.</summary>
    private bool WaitForWork()
    {
        if (_running.Count == 0 && _waiting.Count == 0 && !_stopping.IsCancellationRequested)
        {
            // A dedicated thread may block, and this one has nothing else to do.
            _inbox.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
        }

        return !_stopping.IsCancellationRequested;
    }

    private void Round()
    {
        TakeIn();
        var prefilled = _running.Count(sequence => sequence.IsPrefilled);
        var fresh = prefilled < _running.Count ? _running[prefilled] : null;
        if (fresh is not null)
        {
            Step(fresh);
        }

        for (var i = 0; i < prefilled; i++)
        {
            Step(_running[i]);
        }

        _running.RemoveAll(sequence => sequence.HasLeft);
    }

    /// <summary>Empties the inbox, lets the cancelled go, and fills the running places in the order of arrival.</summary>
    private void TakeIn()
    {
        while (_inbox.Reader.TryRead(out var sequence))
        {
            _waiting.Enqueue(sequence);
        }

        for (var left = _waiting.Count; left > 0; left--)
        {
            var sequence = _waiting.Dequeue();
            if (sequence.Cancelled.IsCancellationRequested)
            {
                Leave(sequence, FinishReason.Cancelled, null);
            }
            else
            {
                _waiting.Enqueue(sequence);
            }
        }

        while (_running.Count < _maxRunning && _waiting.TryDequeue(out var sequence))
        {
            _running.Add(sequence);
            sequence.IsActive = true;
            Counters.Admitted();
        }
    }

    /// <summary>Computes one sequence's next token. Whatever goes wrong ends this sequence and no other.</summary>
    private void Step(Sequence sequence)
    {
        try
        {
            if (sequence.Cancelled.IsCancellationRequested)
            {
                LeaveCancelled(sequence);
                return;
            }

            if (Compute(sequence) is { } reason)
            {
                Leave(sequence, reason, null);
            }
        }
        catch (OperationCanceledException) when (sequence.Cancelled.IsCancellationRequested)
        {
            LeaveCancelled(sequence);
        }
        catch (Exception exception)
        {
            Leave(sequence, FinishReason.Failed, exception.Message);
        }
    }

    private FinishReason? Compute(Sequence sequence)
    {
        var cache = sequence.Cache ??= _forward.CreateCache();
        var (tokens, isPrefill, bytes) = (sequence.NextTokens.Length, !sequence.IsPrefilled, cache.Bytes);

        // A step is short and looks at the token before it; only a prefill is worth ending early.
        var logits = _forward.Run(cache, sequence.NextTokens, isPrefill ? sequence.Cancelled : CancellationToken.None);
        Counters.AddCacheBytes(cache.Bytes - bytes);
        if (isPrefill)
        {
            Counters.Prefilled(tokens);
        }
        else
        {
            Counters.Decoded(tokens);
        }

        var reason = sequence.Advance(logits, _buffer);
        Counters.Generated();
        return reason;
    }

    // The engine's own stop cancels too, but that is no caller's wish.
    private void LeaveCancelled(Sequence sequence)
    {
        if (_stopping.IsCancellationRequested)
        {
            Leave(sequence, FinishReason.Failed, _endReason);
        }
        else
        {
            Leave(sequence, FinishReason.Cancelled, null);
        }
    }

    /// <summary>Memory and counters first, the outcome last: who has awaited it finds them settled.</summary>
    private void Leave(Sequence sequence, FinishReason reason, string? error)
    {
        if (sequence.Cache is { } cache)
        {
            Counters.AddCacheBytes(-cache.Bytes);
            cache.Dispose();
            sequence.Cache = null;
        }

        sequence.HasLeft = true;
        Counters.Left(reason, sequence.IsActive);
        sequence.Complete(reason, error);
    }

    private void LeaveAll()
    {
        while (_inbox.Reader.TryRead(out var sequence))
        {
            _waiting.Enqueue(sequence);
        }

        foreach (var sequence in _running.Concat(_waiting).Where(sequence => !sequence.HasLeft))
        {
            Leave(sequence, FinishReason.Failed, _endReason);
        }

        _running.Clear();
        _waiting.Clear();
    }
}
