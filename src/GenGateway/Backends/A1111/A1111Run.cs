using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.A1111;

/// <summary>A request that a Stable Diffusion WebUI works on, up to its pictures: while it works it is asked how far it is. Leaving it interrupts it. One owner, one reader.</summary>
/// <param name="server">Where.</param>
/// <param name="route">Which route.</param>
/// <param name="body">What is asked there.</param>
/// <param name="memory">What that takes, this one's from here on.</param>
/// <param name="task">The same, as it was meant, without its pictures.</param>
/// <param name="checkpoint">The checkpoint that was asked for, by its title; null: any.</param>
/// <param name="attempt">Whose it is.</param>
/// <param name="limits">What pictures may hold.</param>
internal sealed class A1111Run(A1111Server server, Uri route, ReadOnlyMemory<byte> body, MemoryHold memory, ImageTask task, string? checkpoint, Attempt attempt, UpstreamLimits limits) : Generation
{
    private readonly A1111Progress? _progress = server.IsShared ? null : new A1111Progress(server, task, attempt.Request.Stream ? task.PartialImages : 0, limits);
    private A1111Answer? _answer;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await server.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answering = SendAsync(stop.Token);
        var (isLeft, hasTurn) = (true, true);
        try
        {
            while (_progress is not null && await _progress.NextAsync(answering, stop.Token).ConfigureAwait(false))
            {
                foreach (var happened in _progress.Seen)
                    yield return happened;
            }

            if (!(await answering.ConfigureAwait(false)).TryGet(out _answer, out var failure))
            {
                isLeft = cancellationToken.IsCancellationRequested;
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            // The head comes with the pictures: from here on nothing runs there.
            (isLeft, hasTurn) = (false, false);
            server.Turn.Release();
            await foreach (var happened in _answer.ReadAsync(cancellationToken).ConfigureAwait(false))
                yield return happened;
        }
        finally
        {
            server.LastJob = _answer?.Job ?? _progress?.Job ?? server.LastJob;
            if (isLeft)
                await LeaveAsync(answering, stop).ConfigureAwait(false);
            if (hasTurn)
                server.Turn.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        memory.Dispose();
        _progress?.Dispose();
        if (_answer is not null)
            await _answer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<Outcome<A1111Answer>> SendAsync(CancellationToken cancellationToken)
    {
        using var content = RequestJson.Content(body);
        if (!(await server.Client.SendAsync(HttpMethod.Post, route, content, attempt.Request, attempt.Candidate.Deadlines.Connect, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        if (UpstreamStatus.IsAnswer(response))
            return new A1111Answer(response, server.Client, limits, task, checkpoint);
        using (response)
            return await A1111Errors.ReadAsync(server.Client, response, cancellationToken).ConfigureAwait(false);
    }

    // It goes on for a client that is gone, and the next one would wait for that.
    private async ValueTask LeaveAsync(Task<Outcome<A1111Answer>> answering, CancellationTokenSource stop)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            if ((await answering.ConfigureAwait(false)).TryGet(out var late, out _))
                await late.DisposeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // As it was told.
        }

        if (!server.IsShared)
            await server.InterruptAsync().ConfigureAwait(false);
    }
}
