using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>OpenAI's streams on the relay: the model's name is replaced, the usage chunk that only we asked for is withheld. One owner, one reader.</summary>
internal sealed class StreamRelay : FrameRelay
{
    private readonly int _choices;
    private readonly bool _withholdUsage;
    private readonly ReadOnlyMemory<byte> _model;
    private SseCutter _cutter;

    public StreamRelay(HttpResponseMessage response, Stream stream, Attempt attempt, int maxFrame)
        : base(response, stream, attempt, maxFrame)
    {
        var wire = attempt.Request.Wire!.Peeked;
        _choices = wire.N;
        _withholdUsage = !wire.IncludeUsage;
        _model = attempt.Candidate.ShownModelJson;
        ContentType = EventStreams.TypeOf(response);
    }

    public override string ContentType { get; }

    protected override ReadOnlySpan<byte> Terminator => "data: [DONE]\n\n"u8;

    protected override bool IsWhole(Failure failure) => EventStreams.IsWhole(Attempt.Tally, _choices, failure);

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
        if (frame.Kind == SseFrameKind.Error)
        {
            Break($"Backend '{Name}' failed in the middle of its answer.");
            return;
        }

        if (DoneWord.Is(data))
        {
            if (frame.IsClosed && data.StartsWith("[DONE]"u8))
            {
                Pass(raw);
                Finish();
                return;
            }

            Withhold(raw.Length);
            Terminate();
            return;
        }

        if (data.Trim(" \t"u8).IsEmpty)
        {
            // Comments and the like. What the standard does not know, and what its blank line does not end, stays here: our own event would stick to it.
            if (frame is { IsClosed: true, HasData: false, Kind: SseFrameKind.Usual })
                Pass(raw);
            else
                Withhold(raw.Length);
            return;
        }

        var seen = Attempt.Tally.Deltas;
        // Some servers put the usage into a chunk with an empty choice, behind the last finish reason.
        var isLate = Attempt.Tally.AllEnded;
        if (!ChunkReader.TryRead(data, Attempt.Tally, _choices == 1, out var facts))
        {
            if (isLate && !frame.IsClosed)
            {
                Withhold(raw.Length);
                return;
            }

            Break(Source.IsEnd
                ? $"Backend '{Name}' broke its answer off in the middle of an event."
                : $"Backend '{Name}' sent an event that is no JSON.");
            return;
        }

        if (facts.IsError || facts.IsWrong)
        {
            Break(facts.IsError
                ? $"Backend '{Name}' failed in the middle of its answer."
                : $"Backend '{Name}' sent an event that is no part of an answer.");
            return;
        }

        if (Attempt.Tally.Deltas > seen)
            CountContent();

        if (facts.IsNothing || (_withholdUsage && (facts.IsUsageOnly || (isLate && facts is { HasUsage: true, HasContent: false }))))
        {
            Withhold(raw.Length);
            return;
        }

        if (facts.Model.Length == 0 || frame.Joined is not null || data.Slice(facts.Model.Start, facts.Model.Length).SequenceEqual(_model.Span))
            Pass(raw);
        else
            Replace(raw, frame.Data.Start + facts.Model.Start, facts.Model.Length, _model.Span);
        if (!frame.IsClosed)
            Close(raw[^1]);
    }

    // The stream ended without the blank line, but the event is whole: what we write next must begin an event of its own.
    private void Close(byte last) => Add(last == (byte)'\n' ? "\n"u8 : "\n\n"u8);
}
