using System.Buffers;
using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>
/// A stream that passes as it came: frames are cut and judged, the model's name is replaced, the usage chunk that only we asked for is withheld. What cannot
/// be parsed never reaches the client. One owner, one reader.
/// </summary>
internal sealed class StreamRelay : Relay
{
    private static ReadOnlySpan<byte> Terminator => "data: [DONE]\n\n"u8;

    private readonly HttpResponseMessage _response;
    private readonly AnswerStream _source;
    private readonly Attempt _attempt;
    private readonly FrameBuffer _buffer;
    private readonly int _choices;
    private readonly bool _withholdUsage;
    private readonly ReadOnlyMemory<byte> _model;
    private SseCutter _cutter;
    private byte[] _edited = [];
    private int _editedLength;
    private bool _isEdited;
    private int _taken;
    private RelayChunk? _ahead;
    private Failure? _broken;
    private bool _isDone;

    // Content that goes out; the tally has also seen that of an event which broke the answer.
    private bool _hasContent;

    public StreamRelay(HttpResponseMessage response, Stream stream, Attempt attempt, int maxFrame)
    {
        _response = response;
        _attempt = attempt;
        _source = new AnswerStream(stream, attempt, maxFrame, "limits.event_bytes");
        _buffer = _source.Buffer;
        var wire = attempt.Request.Wire!.Peeked;
        _choices = wire.N;
        _withholdUsage = !wire.IncludeUsage;
        _model = attempt.Candidate.ShownModelJson;
        ContentType = EventStreams.TypeOf(response);
        Headers = UpstreamHeaders.Of(response);
    }

    public override string ContentType { get; }

    public override long? Length => null;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    private string Name => _attempt.Candidate.Backend.Name;

    /// <summary>Reads on to the commit point: the first content, or an end without any. What came before it goes out with it.</summary>
    /// <returns>Null, or why this attempt failed.</returns>
    public async ValueTask<Failure?> CommitAsync()
    {
        while (true)
        {
            Judge();
            if (_hasContent)
                break;
            if (_broken is not null)
                return _broken;
            if (_isDone)
            {
                if (_attempt.Tally.Ended == 0)
                    return new Failure(FailureKind.BackendError, $"Backend '{Name}' answered with a stream that has nothing in it.");
                break;
            }

            if (await _source.FillAsync().ConfigureAwait(false) is not { } failure)
                continue;
            if (!EndsWhole(failure))
                return failure;
        }

        _ahead = Chunk();
        return null;
    }

    public override ValueTask<RelayChunk> ReadAsync(CancellationToken cancellationToken)
    {
        if (_ahead is { } ahead)
        {
            _ahead = null;
            return new(Given(ahead));
        }

        return ReadOnAsync();
    }

    public override ValueTask DisposeAsync()
    {
        // Closes the connection unless its answer was read to the end: that is what stops the backend's work.
        _response.Dispose();
        _source.Dispose();
        if (_edited.Length > 0)
            ArrayPool<byte>.Shared.Return(_edited, clearArray: true);
        _edited = [];
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RelayChunk> ReadOnAsync()
    {
        DropGiven();
        while (true)
        {
            Judge();
            if (_broken is not null || _isDone || (_isEdited ? _editedLength > 0 : _taken > 0))
                return Given(Chunk());
            // What was withheld: reading moves the bytes.
            DropGiven();
            if (await _source.FillAsync().ConfigureAwait(false) is { } failure && !EndsWhole(failure))
                _broken = failure;
        }
    }

    /// <summary>What was judged and not given yet. A failure is given after the last good bytes.</summary>
    private RelayChunk Chunk()
    {
        var bytes = _isEdited ? _edited.AsMemory(0, _editedLength) : _buffer.Unread[.._taken];
        if (_broken is not null && bytes.IsEmpty)
            return RelayChunk.Broken(_broken);
        return new RelayChunk(bytes, IsLast: _isDone && _broken is null);
    }

    // The record is settled before the sink can write the terminator.
    private RelayChunk Given(RelayChunk chunk)
    {
        if (chunk is { IsLast: true, Failure: null })
            _attempt.Complete();
        return chunk;
    }

    private void DropGiven()
    {
        _buffer.Drop(_taken);
        _taken = 0;
        _editedLength = 0;
        _isEdited = false;
    }

    /// <summary>Judges every frame that is whole.</summary>
    private void Judge()
    {
        var unread = _buffer.Unread.Span;
        while (!_isDone && _broken is null && _cutter.TryCut(unread[_taken..], _source.IsEnd, out var frame))
        {
            var raw = unread.Slice(_taken, frame.Length);
            Judge(raw, frame);
        }

        // With a finish reason the answer is whole, terminator or not; without both it broke, however cleanly the connection ended.
        if (_source.IsEnd && !_isDone && _broken is null && _buffer.Unread.Length == _taken && _attempt.Tally.AllEnded)
            Terminate();
    }

    // What is left of an event goes nowhere: it stands behind the finish reasons.
    private bool EndsWhole(Failure failure)
    {
        if (!EventStreams.IsWhole(_attempt.Tally, _choices, failure))
            return false;
        Terminate();
        return true;
    }

    private void Terminate()
    {
        BeginEdited();
        Append(Terminator);
        Finish();
    }

    private void Judge(ReadOnlySpan<byte> raw, in SseFrame frame)
    {
        var data = frame.DataOf(raw);
        if (frame.Kind == SseFrameKind.Error)
        {
            _broken = new Failure(FailureKind.BackendError, $"Backend '{Name}' failed in the middle of its answer.");
            return;
        }

        if (EventStreams.IsDone(data))
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

        var seen = _attempt.Tally.Deltas;
        // Some servers put the usage into a chunk with an empty choice, behind the last finish reason.
        var isLate = _attempt.Tally.AllEnded;
        if (!ChunkReader.TryRead(data, _attempt.Tally, _choices == 1, out var facts))
        {
            if (isLate && !frame.IsClosed)
            {
                Withhold(raw.Length);
                return;
            }

            _broken = new Failure(FailureKind.BackendError, _source.IsEnd
                ? $"Backend '{Name}' broke its answer off in the middle of an event."
                : $"Backend '{Name}' sent an event that is no JSON.");
            return;
        }

        if (facts.IsError || facts.IsWrong)
        {
            _broken = new Failure(FailureKind.BackendError, facts.IsError
                ? $"Backend '{Name}' failed in the middle of its answer."
                : $"Backend '{Name}' sent an event that is no part of an answer.");
            return;
        }

        if (_attempt.Tally.Deltas > seen)
        {
            _hasContent = true;
            _attempt.Received(content: true);
        }

        if (facts.IsNothing || (_withholdUsage && (facts.IsUsageOnly || (isLate && facts is { HasUsage: true, HasContent: false }))))
        {
            Withhold(raw.Length);
            return;
        }

        if (facts.Model.Length == 0 || frame.Joined is not null || data.Slice(facts.Model.Start, facts.Model.Length).SequenceEqual(_model.Span))
            Pass(raw);
        else
            Replace(raw, frame.Data.Start + facts.Model.Start, facts.Model.Length);
        if (!frame.IsClosed)
            Close(raw[^1]);
    }

    // The stream ended without the blank line, but the event is whole: what we write next must begin an event of its own.
    private void Close(byte last)
    {
        BeginEdited();
        Append(last == (byte)'\n' ? "\n"u8 : "\n\n"u8);
    }

    private void Finish()
    {
        _isDone = true;
        _attempt.Tally.Finish();
    }

    private void Pass(ReadOnlySpan<byte> raw)
    {
        if (_isEdited)
            Append(raw);
        _taken += raw.Length;
    }

    private void Withhold(int length)
    {
        BeginEdited();
        _taken += length;
    }

    private void Replace(ReadOnlySpan<byte> raw, int start, int length)
    {
        BeginEdited();
        Append(raw[..start]);
        Append(_model.Span);
        Append(raw[(start + length)..]);
        _taken += raw.Length;
    }

    // Until the first edit the bytes go out from where they were read.
    private void BeginEdited()
    {
        if (_isEdited)
            return;
        _isEdited = true;
        Append(_buffer.Unread.Span[.._taken]);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_edited.Length - _editedLength < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, Math.Max(_edited.Length * 2, _editedLength + bytes.Length)));
            _edited.AsSpan(0, _editedLength).CopyTo(larger);
            if (_edited.Length > 0)
                ArrayPool<byte>.Shared.Return(_edited, clearArray: true);
            _edited = larger;
        }

        bytes.CopyTo(_edited.AsSpan(_editedLength));
        _editedLength += bytes.Length;
    }
}
