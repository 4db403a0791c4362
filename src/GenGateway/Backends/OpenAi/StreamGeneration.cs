using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>A stream as events, judged frame by frame as the relay judges it. One owner, one reader.</summary>
internal sealed class StreamGeneration(HttpResponseMessage response, Stream stream, Attempt attempt, int maxFrame, AnswerDecoder decoder) : Generation
{
    private readonly FrameBuffer _buffer = new(maxFrame);
    private SseCutter _cutter;
    private Failure? _broken;
    private bool _isEnd;
    private bool _isDone;

    public override bool FillsTally => true;

    private string Name => attempt.Candidate.Backend.Name;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            Judge();
            foreach (var happened in decoder.Take())
                yield return happened;
            if (_isDone)
                yield break;
            _broken ??= await FillAsync(cancellationToken).ConfigureAwait(false);
            if (_broken is null)
                continue;
            yield return new GenerationEvent.Failed(_broken);
            yield break;
        }
    }

    public override ValueTask DisposeAsync()
    {
        // Closes the connection unless its answer was read to the end: that is what stops the backend's work.
        response.Dispose();
        _buffer.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Failure?> FillAsync(CancellationToken cancellationToken)
    {
        if (_isEnd)
            return new Failure(FailureKind.BackendError, $"Backend '{Name}' ended its stream before the answer's end.");
        try
        {
            attempt.Waiting();
            var read = await _buffer.FillAsync(stream, cancellationToken).ConfigureAwait(false);
            attempt.Received(content: false);
            _isEnd = read == 0;
            return read >= 0 ? null : new Failure(FailureKind.BackendError, $"Backend '{Name}' sent an event of more than limits.event_bytes ({maxFrame}). Raise the limit if such events are right.");
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Failure(FailureKind.BackendError, $"Backend '{Name}' broke its stream off.") { Cause = thrown };
        }
    }

    /// <summary>Judges every frame that is whole, as long as none ends the stream.</summary>
    private void Judge()
    {
        while (!_isDone && _broken is null && _cutter.TryCut(_buffer.Unread.Span, _isEnd, out var frame))
        {
            _broken = Judge(frame);
            _buffer.Drop(frame.Length);
        }

        // With a finish reason the answer is whole, terminator or not; without both it broke, however cleanly the connection ended.
        if (_isEnd && !_isDone && _broken is null && _buffer.IsEmpty && attempt.Tally.AllEnded)
            Finish();
    }

    private Failure? Judge(in SseFrame frame)
    {
        if (!frame.HasData)
            return null;
        ReadOnlyMemory<byte> data = frame.Joined ?? _buffer.Unread.Slice(frame.Data.Start, frame.Data.Length);
        if (data.Span.StartsWith("[DONE]"u8))
        {
            if (attempt.Tally is { Deltas: 0, Ended: 0 })
                return new Failure(FailureKind.BackendError, $"Backend '{Name}' answered with a stream that has nothing in it.");
            Finish();
            return null;
        }

        var seen = attempt.Tally.Deltas;
        if (!ChunkReader.TryRead(data.Span, attempt.Tally, decoder.OneChoice, out var facts))
        {
            return new Failure(FailureKind.BackendError, _isEnd
                ? $"Backend '{Name}' broke its stream off in the middle of an event."
                : $"Backend '{Name}' sent an event that is no JSON.");
        }

        if (facts.IsError)
            return new Failure(FailureKind.BackendError, $"Backend '{Name}' failed in the middle of its answer.");
        if (attempt.Tally.Deltas > seen)
            attempt.Received(content: true);
        return decoder.Read(data);
    }

    private void Finish()
    {
        _isDone = true;
        attempt.Tally.Finish();
        decoder.Finish();
    }
}
