using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>A call whose answer comes as events, judged one by one as the relay judges them.</summary>
internal sealed class StreamCall(HttpResponseMessage response, Stream stream, Attempt attempt, int choice, int maxFrame) : AnthropicCall(attempt, choice)
{
    private readonly AnswerStream _source = new(stream, attempt, maxFrame, "limits.event_bytes");
    private SseCutter _cutter;

    private string Name => Attempt.Candidate.Backend.Name;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<Failure?> ReadAsync(List<GenerationEvent> events)
    {
        while (true)
        {
            if (Judge(events) is { } broken)
                return broken;
            if (IsDone || events.Count > 0)
                return null;
            if (await _source.FillAsync().ConfigureAwait(false) is not { } failure)
                continue;
            if (!State.IsEnded || !EventStreams.IsLate(failure))
                return failure;
            IsDone = true;
            return null;
        }
    }

    public override void Dispose()
    {
        response.Dispose();
        _source.Dispose();
    }

    /// <summary>Judges every frame that is whole, as long as none ends the stream.</summary>
    private Failure? Judge(List<GenerationEvent> events)
    {
        while (!IsDone && _cutter.TryCut(_source.Buffer.Unread.Span, _source.IsEnd, out var frame))
        {
            var failure = Judge(frame, events);
            _source.Buffer.Drop(frame.Length);
            if (failure is not null)
                return failure;
        }

        // With a reason of its end the answer is whole, terminator or not; without both it broke, however cleanly the connection ended.
        IsDone |= _source.IsEnd && _source.Buffer.IsEmpty && State.IsEnded;
        return null;
    }

    private Failure? Judge(in SseFrame frame, List<GenerationEvent> events)
    {
        ReadOnlyMemory<byte> data = frame.Joined ?? _source.Buffer.Unread.Slice(frame.Data.Start, frame.Data.Length);
        if (data.Span.Trim(" \t"u8).IsEmpty)
            return frame.Kind == SseFrameKind.Error ? AnthropicErrors.InAnswer(Name, ErrorKind.Other) : null;

        var isLate = State.IsEnded;
        if (!MessageReader.TryReadEvent(data.Span, State, out var facts))
        {
            if (frame.Kind == SseFrameKind.Error)
                return AnthropicErrors.InAnswer(Name, ErrorKind.Other);
            // Behind the reason of the end nothing is missing but the terminator.
            return isLate && !frame.IsClosed ? null : EventStreams.NoJson(Name, _source.IsEnd);
        }

        if (frame.Kind == SseFrameKind.Error)
            facts.Kind = EventKind.Error;
        if (MessageJudge.Event(Name, facts, State) is { } failure)
            return failure;
        if (facts.HasContent)
            Attempt.Received(content: true);
        IsDone = facts.Kind == EventKind.MessageStop;
        return facts.Kind is EventKind.BlockStart or EventKind.BlockDelta or EventKind.BlockStop or EventKind.MessageDelta ? Decoder.ReadEvent(data, facts.Kind, events) : null;
    }
}
