using System.Buffers;
using GenGateway.Journey;
using GenGateway.Surfaces.WebUi;

namespace GenGateway.Server.Images;

/// <summary>The requests that WebUI's clients wait for: progress and interrupt concern a caller's own. Thread safe.</summary>
internal sealed class RunningPictures
{
    private readonly Lock _lock = new();
    private readonly List<RunningPicture> _all = [];

    /// <summary>A request begins.</summary>
    /// <param name="caller">Whose.</param>
    /// <param name="work">What it is.</param>
    /// <param name="clientLeft">Fires when nobody waits for its answer any more.</param>
    /// <returns>To be disposed at its end.</returns>
    public RunningPicture Begin(Caller caller, PictureWork work, CancellationToken clientLeft)
    {
        var running = new RunningPicture(caller, work, Remove, clientLeft);
        lock (_lock)
            _all.Add(running);
        return running;
    }

    /// <summary>Ends all that a caller waits for.</summary>
    public void Interrupt(Caller caller)
    {
        foreach (var running in Of(caller))
            running.Interrupt();
    }

    /// <summary>Writes how far the oldest of a caller's requests is.</summary>
    public void WriteProgress(Caller caller, IBufferWriter<byte> output)
    {
        if (Of(caller) is [var oldest, ..])
            oldest.Write(output);
        else
            WebUiProgress.Write(output, null, 0, 0, 0, isInterrupted: false);
    }

    private RunningPicture[] Of(Caller caller)
    {
        lock (_lock)
            return [.. _all.Where(running => running.IsOf(caller))];
    }

    private void Remove(RunningPicture running)
    {
        lock (_lock)
            _all.Remove(running);
    }
}
