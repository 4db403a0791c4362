using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.ComfyUi;

/// <summary>A prompt in a ComfyUI's queue, up to its picture. Leaving it takes the prompt back. One owner, one reader.</summary>
/// <remarks>The events say when to look and how far it is; what came of it is always read from the server's history, so that a lost connection loses nothing.</remarks>
/// <param name="server">Where.</param>
/// <param name="events">What it tells, this one's from here on; null: nothing.</param>
/// <param name="promptId">The prompt.</param>
/// <param name="task">What is asked; one picture of it.</param>
/// <param name="seed">Of its noise.</param>
/// <param name="attempt">Whose it is.</param>
/// <param name="limits">What pictures may hold.</param>
internal sealed class ComfyRun(ComfyServer server, ComfyEvents? events, string promptId, ImageTask task, long seed, Attempt attempt, UpstreamLimits limits) : ImagesAnswer(null)
{
    // Looking costs the server little, but its answer holds the graph.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SlowestLook = TimeSpan.FromSeconds(2);

    // So long the server may not answer before the picture is given up; it works on meanwhile.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // As often in a row the server may not know the prompt: what is neither in its queue nor in its history is gone, but for the moment between them.
    private const int MostMisses = 3;

    private readonly int _previews = attempt.Request.Stream ? task.PartialImages : 0;
    private int _previewed;
    private int _step;
    private int _steps = task.Steps ?? ComfyGraph.UsualSteps;
    private bool _isTold = events is not null;
    private TimeSpan _pause = FirstLook;
    private int _misses;
    private long? _silentSince;
    private bool _isOver;
    private IReadOnlyList<ComfyFile> _files = [];
    private Failure? _failure;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } happened)
            yield return happened;
        if (_failure is null && _files.Count == 0)
            _failure = new Failure(FailureKind.BackendError, $"Backend '{server.Backend}' ended its work without a picture.");
        if (_failure is not null)
        {
            yield return new GenerationEvent.Failed(_failure);
            yield break;
        }

        if (!(await server.FetchAsync(_files[0], attempt).ConfigureAwait(false)).TryGet(out var image, out var failure))
        {
            yield return new GenerationEvent.Failed(failure);
            yield break;
        }

        if (await FaultOfAsync(image, server.Backend, cancellationToken).ConfigureAwait(false) is { } fault)
        {
            yield return new GenerationEvent.Failed(fault);
            yield break;
        }

        yield return new GenerationEvent.ImageMade(0, image) { Seed = seed };
        yield return GenerationEvent.Finished.Instance;
    }

    public override async ValueTask DisposeAsync()
    {
        if (events is not null)
            await events.DisposeAsync().ConfigureAwait(false);
        if (!_isOver)
            await server.CancelAsync(promptId, events?.IsRecent == true).ConfigureAwait(false);
        _isOver = true;
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What happens next; null: it ended, and <see cref="_failure"/> or <see cref="_files"/> say how.</summary>
    private async ValueTask<GenerationEvent?> NextAsync(CancellationToken cancellationToken)
    {
        if (_isTold)
        {
            var told = await events!.NextAsync(cancellationToken).ConfigureAwait(false);
            while (told.Kind is ComfyEventKind.Working or ComfyEventKind.Stepped or ComfyEventKind.Previewed)
            {
                if (await OfAsync(told, cancellationToken).ConfigureAwait(false) is { } happened)
                    return happened;
                told = await events.NextAsync(cancellationToken).ConfigureAwait(false);
            }

            // From its end on, and without a connection, nothing more is told.
            _isTold = told.Kind == ComfyEventKind.Quiet;
        }
        else
        {
            await Task.Delay(_pause, server.Clock, cancellationToken).ConfigureAwait(false);
            _pause = _pause * 1.5 < SlowestLook ? _pause * 1.5 : SlowestLook;
        }

        // That it still waits in the server's queue is a sign of life, too.
        return await HasEndedAsync(cancellationToken).ConfigureAwait(false) ? null : new GenerationEvent.Progressed(_step, _steps);
    }

    private async ValueTask<bool> HasEndedAsync(CancellationToken cancellationToken)
    {
        if (!(await server.LookAsync(promptId, cancellationToken).ConfigureAwait(false)).TryGet(out var state, out var failure))
        {
            _failure = failure;
            _silentSince ??= server.Clock.GetTimestamp();
            // Where it is the gateway that has no room to read, the server is not silent.
            return failure.Kind != FailureKind.MemoryFull && server.Clock.GetElapsedTime(_silentSince.Value) >= Patience;
        }

        _silentSince = null;

        switch (state)
        {
            case ComfyState.Done done:
                (_files, _failure, _isOver) = (done.Files, null, true);
                return true;
            case ComfyState.Broken broken:
                (_failure, _isOver) = (broken.Failure, true);
                return true;
            case ComfyState.Unknown when ++_misses == MostMisses:
                (_failure, _isOver) = (ComfyErrors.Stopped(server.Backend), true);
                return true;
            case ComfyState.Open:
                _misses = 0;
                return false;
            default:
                return false;
        }
    }

    private async ValueTask<GenerationEvent?> OfAsync(ComfyEvent told, CancellationToken cancellationToken)
    {
        switch (told.Kind)
        {
            case ComfyEventKind.Stepped:
                (_step, _steps) = (told.Step, told.Steps);
                break;
            case ComfyEventKind.Previewed:
                return await PreviewAsync(told.Picture, cancellationToken).ConfigureAwait(false);
        }

        return new GenerationEvent.Progressed(_step, _steps);
    }

    /// <summary>The previews that were asked for, spread over the steps; a server sends one at every step.</summary>
    private async ValueTask<GenerationEvent?> PreviewAsync(ReadOnlyMemory<byte> picture, CancellationToken cancellationToken)
    {
        // Mostly it comes just before its step is told.
        if (_previewed == _previews || _step + 1 < _steps * (_previewed + 1) / (_previews + 1))
            return null;
        using var writer = new PayloadWriter(limits.Incoming, limits.Memory, limits.EventBytes);
        // One that finds no room is left out: nobody waits for it.
        if (await writer.WriteAsync(picture, cancellationToken).ConfigureAwait(false) is not null || !(await writer.FinishAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var image, out _))
            return null;
        return Own(image).Type is null ? null : new GenerationEvent.ImagePreviewed(0, _previewed++, image);
    }
}
