using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>Anthropic's streams on the relay: the model's name is replaced in the answer's head. One owner, one reader.</summary>
internal sealed class MessageRelay : FrameRelay
{
    private readonly MessageState _state;
    private readonly ReadOnlyMemory<byte> _model;
    private SseCutter _cutter;

    public MessageRelay(HttpResponseMessage response, Stream stream, Attempt attempt, int maxFrame)
        : base(response, stream, attempt, maxFrame)
    {
        _state = new MessageState(attempt.Tally, 0);
        _model = attempt.Candidate.ShownModelJson;
        ContentType = EventStreams.TypeOf(response);
    }

    public override string ContentType { get; }

    protected override ReadOnlySpan<byte> Terminator => "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8;

    protected override bool IsWhole(Failure failure) => EventStreams.IsWhole(Attempt.Tally, 1, failure);

    protected override bool TryJudge(ReadOnlySpan<byte> unread)
    {
        if (!_cutter.TryCut(unread, Source.IsEnd, out var frame))
            return false;
        Judge(unread[..frame.Length], frame);
        return true;
    }

    private void Judge(ReadOnlySpan<byte> raw, in SseFrame frame)
    {
        var data = frame.DataOf(raw);
        if (data.Trim(" \t"u8).IsEmpty)
        {
            // Comments and the like. What the standard does not know, and what its blank line does not end, stays here: our own event would stick to it.
            if (frame.Kind == SseFrameKind.Error)
                Break(AnthropicErrors.InAnswer(Name, ErrorKind.Other));
            else if (frame is { IsClosed: true, HasData: false, Kind: SseFrameKind.Usual })
                Pass(raw);
            else
                Withhold(raw.Length);
            return;
        }

        var isLate = _state.IsEnded;
        if (!MessageReader.TryReadEvent(data, _state, out var facts))
        {
            // Behind the reason of the end nothing is missing but the terminator.
            if (isLate && !frame.IsClosed)
                Withhold(raw.Length);
            else if (frame.Kind == SseFrameKind.Error)
                Break(AnthropicErrors.InAnswer(Name, ErrorKind.Other));
            else
                Break(EventStreams.NoJson(Name, Source.IsEnd));
            return;
        }

        if (frame.Kind == SseFrameKind.Error)
            facts.Kind = EventKind.Error;
        if (MessageJudge.Event(Name, facts, _state) is { } failure)
            Break(failure);
        else
            Let(raw, frame, facts);
    }

    private void Let(ReadOnlySpan<byte> raw, in SseFrame frame, in MessageFacts facts)
    {
        if (facts.HasContent)
            CountContent();
        if (facts.Kind == EventKind.MessageDelta && _state.Usage is { } usage)
            Attempt.Tally.AddUsage(usage);
        if (facts.Kind == EventKind.Nothing)
        {
            // Such as the {} that some proxies send to keep a connection: clients look for its type.
            Withhold(raw.Length);
            return;
        }

        if (facts.Kind == EventKind.MessageStop)
        {
            End(raw, frame.IsClosed);
            return;
        }

        if (facts.Model.Length == 0 || frame.Joined is not null || raw.Slice(frame.Data.Start + facts.Model.Start, facts.Model.Length).SequenceEqual(_model.Span))
            Pass(raw);
        else
            Replace(raw, frame.Data.Start + facts.Model.Start, facts.Model.Length, _model.Span);
        // The stream ended without the blank line, but the event is whole: what we write next must begin an event of its own.
        if (!frame.IsClosed)
            Add(raw[^1] == (byte)'\n' ? "\n"u8 : "\n\n"u8);
    }

    private void End(ReadOnlySpan<byte> raw, bool isClosed)
    {
        if (!isClosed)
        {
            Withhold(raw.Length);
            Terminate();
            return;
        }

        Pass(raw);
        Finish();
    }
}
