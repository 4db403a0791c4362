using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>
/// Ollama's streams on the relay: the model's name is replaced in each line. A line that is an error, or no part of an answer, breaks the answer and stays here; only
/// the line that is done ends it. One owner, one reader.
/// </summary>
internal sealed class LineRelay : FrameRelay
{
    private readonly ReadOnlyMemory<byte> _model;
    private readonly LineReader _reader;
    private LineCutter _cutter;

    public LineRelay(HttpResponseMessage response, Stream stream, Attempt attempt, int maxLine)
        : base(response, stream, attempt, maxLine)
    {
        _model = attempt.Candidate.ShownModelJson;
        _reader = new LineReader(Name, 0, attempt.Tally);
    }

    public override string ContentType => "application/x-ndjson";

    // The last line tells what the answer came to: nobody else can write it.
    protected override ReadOnlySpan<byte> Terminator => default;

    protected override bool IsWhole(Failure failure) => false;

    protected override bool TryJudge(ReadOnlySpan<byte> unread)
    {
        if (!_cutter.TryCut(unread, Source.IsEnd, out var line, out var length))
            return false;
        if (line == 0)
            Withhold(length);
        else
            Judge(unread[..length], Source.Buffer.Unread[^unread.Length..][..line]);
        return true;
    }

    private void Judge(ReadOnlySpan<byte> raw, ReadOnlyMemory<byte> line)
    {
        var seen = Attempt.Tally.Deltas;
        if (_reader.Read(line, null) is { } failure)
        {
            Break(failure);
            return;
        }

        if (Attempt.Tally.Deltas > seen)
            CountContent();
        var model = ModelPlace.In(line.Span);
        if (model.Length == 0 || raw.Slice(model.Start, model.Length).SequenceEqual(_model.Span))
            Pass(raw);
        else
            Replace(raw, model.Start, model.Length, _model.Span);
        // The last line of a stream may come without its end, and what is written behind it must begin a line of its own.
        if (raw[^1] != (byte)'\n')
            Add("\n"u8);
        if (!_reader.IsDone)
            return;
        if (_reader.Usage is { } usage)
            Attempt.Tally.AddUsage(usage);
        Finish();
    }
}
