using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Streams of the Responses API on the relay: the model's name is replaced inside the response objects, and the last of those is kept. One owner, one reader.</summary>
internal sealed class ResponseRelay : FrameRelay
{
    private readonly ResponseState _state;
    private readonly ReadOnlyMemory<byte> _model;
    private SseCutter _cutter;

    public ResponseRelay(HttpResponseMessage response, Stream stream, Attempt attempt, int maxFrame)
        : base(response, stream, attempt, maxFrame)
    {
        _state = new ResponseState(attempt);
        _model = attempt.Candidate.ShownModelJson;
        ContentType = EventStreams.TypeOf(response);
    }

    public override string ContentType { get; }

    // The event that holds the whole response is the terminator too.
    protected override ReadOnlySpan<byte> Terminator => default;

    protected override bool IsWhole(Errors.Failure failure) => false;

    public override ValueTask DisposeAsync()
    {
        // Whoever answers instead begins anew.
        _state.Forget();
        return base.DisposeAsync();
    }

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
                Break($"Backend '{Name}' failed in the middle of its answer.");
            else if (frame is { IsClosed: true, HasData: false, Kind: SseFrameKind.Usual })
                Pass(raw);
            else
                Withhold(raw.Length);
            return;
        }

        if (DoneWord.Is(data))
        {
            // Other routes end so; here it says nothing, least of all before the response is whole.
            Withhold(raw.Length);
            return;
        }

        if (!ResponseReader.TryReadEvent(data, _state, out var facts))
        {
            Break(EventStreams.NoJson(Name, Source.IsEnd));
            return;
        }

        if (frame.Kind == SseFrameKind.Error)
            facts.Kind = ResponseEventKind.Failed;
        if (ResponseJudge.Event(Name, facts, _state) is { } failure)
            Break(failure);
        else
            Let(raw, frame, facts);
    }

    private void Let(ReadOnlySpan<byte> raw, in SseFrame frame, in ResponseFacts facts)
    {
        if (facts.HasContent)
            CountContent();
        if (facts.Kind == ResponseEventKind.Nothing)
        {
            // Such as the {} that some proxies send to keep a connection: clients look for its type.
            Withhold(raw.Length);
            return;
        }

        _state.Count(facts);
        if (facts.Model.Length == 0 || frame.Joined is not null || frame.DataOf(raw).Slice(facts.Model.Start, facts.Model.Length).SequenceEqual(_model.Span))
            Pass(raw);
        else
            Replace(raw, frame.Data.Start + facts.Model.Start, facts.Model.Length, _model.Span);
        // The stream ended without the blank line, but the event is whole: what we write next must begin an event of its own.
        if (!frame.IsClosed)
            Add(raw[^1] == (byte)'\n' ? "\n"u8 : "\n\n"u8);
        if (facts.Kind == ResponseEventKind.Ended)
            End(frame.DataOf(raw), facts);
    }

    private void End(ReadOnlySpan<byte> data, in ResponseFacts facts)
    {
        _state.End(facts);
        if (_state.IsKept)
            Keep(data, facts);
        Finish();
    }

    private void Keep(ReadOnlySpan<byte> data, in ResponseFacts facts)
    {
        var response = data.Slice(facts.Response.Start, facts.Response.Length);
        if (facts.Model.Length > 0)
        {
            var place = facts.Model.Start - facts.Response.Start;
            response = (byte[])[.. response[..place], .. _model.Span, .. response[(place + facts.Model.Length)..]];
        }

        _state.Keep(facts.Id, response);
    }
}
