using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>A stream as events, judged frame by frame as the relay judges it. One owner, one reader.</summary>
internal sealed class StreamGeneration(HttpResponseMessage response, Stream stream, Attempt attempt, int maxFrame, AnswerDecoder decoder) : Generation
{
    private readonly AnswerStream _source = new(stream, attempt, maxFrame, "limits.event_bytes");
    private SseCutter _cutter;
    private Failure? _broken;
    private bool _isDone;

    public override bool FillsTally => true;

    private string Name => attempt.Candidate.Backend.Name;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            Judge();
            foreach (var happened in decoder.Events)
                yield return happened;
            decoder.Events.Clear();
            if (_isDone)
                yield break;
            if (_broken is null)
            {
                var failure = await _source.FillAsync().ConfigureAwait(false);
                if (failure is not null && EventStreams.IsWhole(attempt.Tally, decoder.Choices, failure))
                    Finish();
                else
                    _broken = failure;
            }

            if (_broken is null)
                continue;
            decoder.Release();
            foreach (var happened in decoder.Events)
                yield return happened;
            yield return new GenerationEvent.Failed(_broken);
            yield break;
        }
    }

    public override ValueTask DisposeAsync()
    {
        // Closes the connection unless its answer was read to the end: that is what stops the backend's work.
        response.Dispose();
        _source.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Judges every frame that is whole, as long as none ends the stream.</summary>
    private void Judge()
    {
        while (!_isDone && _broken is null && _cutter.TryCut(_source.Buffer.Unread.Span, _source.IsEnd, out var frame))
        {
            _broken = Judge(frame);
            _source.Buffer.Drop(frame.Length);
        }

        // With a finish reason the answer is whole, terminator or not; without both it broke, however cleanly the connection ended.
        if (_source.IsEnd && !_isDone && _broken is null && _source.Buffer.IsEmpty && attempt.Tally.AllEnded)
            Finish();
    }

    private Failure? Judge(in SseFrame frame)
    {
        if (frame.Kind == SseFrameKind.Error)
            return new Failure(FailureKind.BackendError, $"Backend '{Name}' failed in the middle of its answer.");
        ReadOnlyMemory<byte> data = frame.Joined ?? _source.Buffer.Unread.Slice(frame.Data.Start, frame.Data.Length);
        if (data.Span.Trim(" \t"u8).IsEmpty)
            return null;
        if (DoneWord.Is(data.Span))
        {
            if (attempt.Tally is { Deltas: 0, Ended: 0 })
                return new Failure(FailureKind.BackendError, $"Backend '{Name}' answered with a stream that has nothing in it.");
            Finish();
            return null;
        }

        var seen = attempt.Tally.Deltas;
        var isLate = attempt.Tally.AllEnded;
        if (!ChunkReader.TryRead(data.Span, attempt.Tally, decoder.OneChoice, out var facts))
        {
            // Behind the finish reasons nothing is missing but the terminator.
            if (isLate && !frame.IsClosed)
                return null;
            return new Failure(FailureKind.BackendError, _source.IsEnd
                ? $"Backend '{Name}' broke its answer off in the middle of an event."
                : $"Backend '{Name}' sent an event that is no JSON.");
        }

        if (facts.IsError)
            return new Failure(FailureKind.BackendError, $"Backend '{Name}' failed in the middle of its answer.");
        if (facts.IsWrong)
            return new Failure(FailureKind.BackendError, $"Backend '{Name}' sent an event that is no part of an answer.");
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
