using System.Security.Cryptography;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.A1111;

/// <summary>Asks a server now and then how far our work is. One owner, one reader.</summary>
/// <remarks>
/// What it tells is of whatever runs there. It is ours where nobody else uses the server, but for the end of a job of ours that was left just before: such a job shows the
/// <c>job_timestamp</c> that is known of it, or that it was interrupted.
/// </remarks>
/// <param name="server">Who is asked.</param>
/// <param name="task">What it works on.</param>
/// <param name="previews">Unfinished pictures that somebody wants to see.</param>
/// <param name="limits">What they may hold.</param>
internal sealed class A1111Progress(A1111Server server, ImageTask task, int previews, UpstreamLimits limits) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly List<GenerationEvent> _seen = [];
    private readonly List<Payload> _held = [];
    private readonly string? _before = server.LastJob;
    private byte[] _lastShown = [];
    private int _shown;
    private int _step;

    /// <summary>What the last look showed.</summary>
    public IReadOnlyList<GenerationEvent> Seen => _seen;

    /// <summary>Our job there, by its <c>job_timestamp</c>; null: not seen yet.</summary>
    public string? Job { get; private set; }

    /// <summary>Waits a while, unless the answer comes before, and looks once.</summary>
    /// <param name="answering">Ends the looking; nothing is left under way then.</param>
    /// <param name="cancellationToken">Ends all.</param>
    /// <returns>False: the answer is there.</returns>
    public async ValueTask<bool> NextAsync(Task answering, CancellationToken cancellationToken)
    {
        _seen.Clear();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var looking = LookAsync(stop.Token);
        await Task.WhenAny(answering, looking).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await looking.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The answer was faster.
        }
        catch (IOException)
        {
            // A preview that the disk does not give back is none.
        }

        return !answering.IsCompleted;
    }

    public void Dispose()
    {
        foreach (var image in _held)
            image.Dispose();
        _held.Clear();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, server.Client.Clock, cancellationToken).ConfigureAwait(false);
        // A server that does not tell is no failure: the pictures are what counts.
        if (!(await server.AskProgressAsync(_shown < previews, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out _))
            return;
        using var owned = response;
        if (!UpstreamStatus.IsAnswer(response))
            return;
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (!(await ImageJsonReader.ReadAsync(server.Client.Backend, stream, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var answer, out _))
            return;
        using (answer)
            await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ReadAsync(ImageJson answer, CancellationToken cancellationToken)
    {
        if (WireText.Member(answer.Root, "state") is not { } state || !IsOurs(state))
            return;
        Job = WireText.Text(state, "job_timestamp");
        if (WireText.Count(state, "job_count") is not (> 0 and var jobs) || WireText.Count(state, "sampling_steps") is not (> 0 and var steps))
            return;
        var done = Math.Min(WireText.Count(state, "job_no") ?? 0, jobs);
        // Counted up to the next part's beginning, and never backwards: a part may have other steps than the one before.
        var step = Math.Min((done * steps) + Math.Min(WireText.Count(state, "sampling_step") ?? 0, steps), jobs * steps);
        if (step > _step)
        {
            _step = step;
            _seen.Add(new GenerationEvent.Progressed(step, jobs * steps));
        }

        if (_shown < previews && WireText.Member(answer.Root, "current_image") is { } picture)
            await ShowAsync(answer, picture, Math.Min((int)((long)done * task.Count / jobs), task.Count - 1), cancellationToken).ConfigureAwait(false);
    }

    // An interrupted one goes on to the end of its step, and is not ours any more.
    private bool IsOurs(JsonElement state) =>
        WireText.Text(state, "job") is not null
        && WireText.Member(state, "interrupted") is not { ValueKind: JsonValueKind.True }
        && WireText.Text(state, "job_timestamp") is var job && (job is null || job != _before);

    /// <summary>Shows a picture that was not shown before: a server draws one every few steps, and tells it again in between.</summary>
    private async ValueTask ShowAsync(ImageJson answer, JsonElement picture, int index, CancellationToken cancellationToken)
    {
        // One that finds no room is left out: nobody waits for it.
        if (!(await answer.TakeAsync(picture, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var image, out _) || image is null)
            return;
        // It goes with the others, whether it is shown or not.
        _held.Add(image);
        var hash = await HashAsync(image, cancellationToken).ConfigureAwait(false);
        if (image.Type is null || hash.AsSpan().SequenceEqual(_lastShown))
        {
            _held.Remove(image);
            image.Dispose();
            return;
        }

        _lastShown = hash;
        _shown++;
        _seen.Add(new GenerationEvent.ImagePreviewed(index, _shown - 1, image));
    }

    private static async ValueTask<byte[]> HashAsync(Payload image, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[16 << 10];
        int read;
        for (var at = 0L; (read = await image.ReadAsync(buffer, at, cancellationToken).ConfigureAwait(false)) > 0; at += read)
            hash.AppendData(buffer, 0, read);
        return hash.GetHashAndReset();
    }
}
