using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>A choice token by token. No word ends such a stream: its last event, which has the whole text, does.</summary>
internal sealed class TgiStreamCall(HttpResponseMessage response, Stream stream, Attempt attempt, int maxFrame, TgiReader reader) : TgiCall(reader)
{
    private readonly AnswerStream _source = new(stream, attempt, maxFrame, "limits.event_bytes");
    private SseCutter _cutter;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<Failure?> ReadAsync(List<GenerationEvent> events)
    {
        while (true)
        {
            while (!Reader.IsDone && _cutter.TryCut(_source.Buffer.Unread.Span, _source.IsEnd, out var frame))
            {
                ReadOnlyMemory<byte> data = frame.Joined ?? _source.Buffer.Unread.Slice(frame.Data.Start, frame.Data.Length);
                var failure = data.Span.Trim(" \t"u8).IsEmpty ? null : Reader.ReadEvent(data, events);
                _source.Buffer.Drop(frame.Length);
                if (failure is not null)
                    return failure;
            }

            if (Reader.IsDone || events.Count > 0)
                return null;
            if (await _source.FillAsync().ConfigureAwait(false) is { } broken)
                return broken;
        }
    }

    public override void Dispose()
    {
        response.Dispose();
        _source.Dispose();
    }
}
