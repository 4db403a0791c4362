using System.Buffers;
using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>
/// A stream that passes as it came, whatever its protocol: frames are cut and judged one by one, some edited or withheld. What cannot be parsed never reaches the
/// client. One owner, one reader.
/// </summary>
internal abstract class FrameRelay : Relay
{
    private readonly HttpResponseMessage _response;
    private readonly FrameBuffer _buffer;
    private byte[] _edited = [];
    private int _editedLength;
    private bool _isEdited;
    private int _taken;
    private RelayChunk? _ahead;
    private Failure? _broken;
    private bool _isDone;

    // Content that goes out; the tally has also seen that of a frame which broke the answer.
    private bool _hasContent;

    /// <param name="response">The answer; the relay's from here on.</param>
    /// <param name="stream">Its body.</param>
    /// <param name="attempt">Whose answer it is.</param>
    /// <param name="maxFrame">Bytes of one frame at most.</param>
    protected FrameRelay(HttpResponseMessage response, Stream stream, Attempt attempt, int maxFrame)
    {
        _response = response;
        Attempt = attempt;
        Source = new AnswerStream(stream, attempt, maxFrame, "limits.event_bytes");
        _buffer = Source.Buffer;
        Headers = UpstreamHeaders.Of(response);
    }

    public override long? Length => null;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    protected Attempt Attempt { get; }

    protected AnswerStream Source { get; }

    /// <summary>The backend's name, for messages.</summary>
    protected string Name => Attempt.Candidate.Backend.Name;

    /// <summary>What ends an answer for the client, written where a backend left it out.</summary>
    protected abstract ReadOnlySpan<byte> Terminator { get; }

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
                if (Attempt.Tally.Ended == 0)
                    return new Failure(FailureKind.BackendError, $"Backend '{Name}' answered with a stream that has nothing in it.");
                break;
            }

            if (await Source.FillAsync().ConfigureAwait(false) is not { } failure)
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
        Source.Dispose();
        if (_edited.Length > 0)
            ArrayPool<byte>.Shared.Return(_edited, clearArray: true);
        _edited = [];
        return ValueTask.CompletedTask;
    }

    /// <summary>Cuts the next frame off and judges it: exactly one of <see cref="Pass"/>, <see cref="Withhold"/>, <see cref="Replace"/> and <see cref="Break(Failure)"/>.</summary>
    /// <param name="unread">From the first byte that belongs to no frame yet.</param>
    /// <returns>False when more bytes are needed, or none are left.</returns>
    protected abstract bool TryJudge(ReadOnlySpan<byte> unread);

    /// <summary>Whether an answer whose reading failed is whole all the same: nothing is missing but its terminator.</summary>
    protected abstract bool IsWhole(Failure failure);

    /// <summary>The frame goes out as it came.</summary>
    protected void Pass(ReadOnlySpan<byte> raw)
    {
        if (_isEdited)
            Append(raw);
        _taken += raw.Length;
    }

    /// <summary>The frame stays here.</summary>
    protected void Withhold(int length)
    {
        BeginEdited();
        _taken += length;
    }

    /// <summary>The frame goes out with other bytes in one place.</summary>
    protected void Replace(ReadOnlySpan<byte> raw, int start, int length, ReadOnlySpan<byte> with)
    {
        BeginEdited();
        Append(raw[..start]);
        Append(with);
        Append(raw[(start + length)..]);
        _taken += raw.Length;
    }

    /// <summary>Writes what no frame has, behind what went out before it.</summary>
    protected void Add(ReadOnlySpan<byte> bytes)
    {
        BeginEdited();
        Append(bytes);
    }

    /// <summary>The answer broke; the last good bytes are given first.</summary>
    protected void Break(string message) => Break(new Failure(FailureKind.BackendError, message));

    /// <inheritdoc cref="Break(string)"/>
    protected void Break(Failure failure) => _broken = failure;

    /// <summary>A frame with content went by.</summary>
    protected void CountContent()
    {
        _hasContent = true;
        Attempt.Received(content: true);
    }

    /// <summary>The answer is whole, its terminator passed.</summary>
    protected void Finish()
    {
        _isDone = true;
        Attempt.Tally.Finish();
    }

    /// <summary>The answer is whole but for its terminator, which is written here.</summary>
    protected void Terminate()
    {
        Add(Terminator);
        Finish();
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
            if (await Source.FillAsync().ConfigureAwait(false) is { } failure && !EndsWhole(failure))
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
            Attempt.Complete();
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
        while (!_isDone && _broken is null && TryJudge(unread[_taken..]))
        {
        }

        // With a finish reason the answer is whole, terminator or not; without both it broke, however cleanly the connection ended.
        if (Source.IsEnd && !_isDone && _broken is null && _buffer.Unread.Length == _taken && Attempt.Tally.AllEnded)
            Terminate();
    }

    // What is left of a frame goes nowhere: it stands behind the finish reasons.
    private bool EndsWhole(Failure failure)
    {
        if (!IsWhole(failure))
            return false;
        Terminate();
        return true;
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
