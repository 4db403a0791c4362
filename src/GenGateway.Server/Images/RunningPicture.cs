using System.Buffers;
using GenGateway.Journey;
using GenGateway.Surfaces.WebUi;

namespace GenGateway.Server.Images;

/// <summary>One request that its caller may look at and end while it runs. Thread safe.</summary>
internal sealed class RunningPicture(Caller caller, PictureWork work, Action<RunningPicture> ended, CancellationToken clientLeft) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(clientLeft);
    private int _made;
    private int _step;
    private int _steps;
    private bool _isInterrupted;
    private bool _isOver;

    /// <summary>Fires when the client left or ended it.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Whether its caller ended it.</summary>
    public bool IsInterrupted
    {
        get
        {
            lock (_lock)
                return _isInterrupted;
        }
    }

    /// <summary>Whether it is this caller's: by the key, or by the address where there is none.</summary>
    public bool IsOf(Caller other) => caller.Key is null ? other.Key is null && other.Address == caller.Address : other.Key == caller.Key;

    /// <summary>Ends it, unless its answer is on its way.</summary>
    public void Interrupt()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            _isOver = _isInterrupted = true;
        }

        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in between.
        }
    }

    /// <summary>Its answer is complete and will be sent: from here on nobody ends it.</summary>
    /// <returns>False: its caller was faster.</returns>
    public bool TryComplete()
    {
        lock (_lock)
        {
            _isOver = true;
            return !_isInterrupted;
        }
    }

    /// <summary>Something happened that tells how far it is.</summary>
    public void Saw(GenerationEvent happened)
    {
        lock (_lock)
        {
            // Whoever takes over from a failed backend begins anew.
            if (happened is GenerationEvent.ImageMade made)
                _made = made.Index + 1;
            else if (happened is GenerationEvent.Progressed progressed)
                (_step, _steps) = (progressed.Step, progressed.Steps);
        }
    }

    public void Write(IBufferWriter<byte> output)
    {
        lock (_lock)
            WebUiProgress.Write(output, work, _made, _step, _steps, _isInterrupted);
    }

    public void Dispose()
    {
        ended(this);
        _stop.Dispose();
    }
}
