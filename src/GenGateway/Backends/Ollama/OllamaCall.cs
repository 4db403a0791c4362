using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>One call and what comes back: lines, or one object. One owner; disposing it closes the connection unless all was read, which ends the backend's work.</summary>
internal sealed class OllamaCall : IDisposable
{
    private const int Least = 4096;

    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;
    private readonly Attempt _attempt;
    private readonly FrameBuffer _buffer;
    private readonly MemoryBudget _memory;
    private readonly MemoryHold _hold;
    private readonly int _most;
    private readonly string _limit;
    private LineCutter _cutter;
    private bool _isEnd;

    /// <param name="response">A success.</param>
    /// <param name="stream">Its body.</param>
    /// <param name="attempt">Whose call it is.</param>
    /// <param name="choice">Which choice it makes.</param>
    /// <param name="most">Bytes of a line at most; a whole answer is one line.</param>
    /// <param name="limit">The setting that says so.</param>
    /// <param name="memory">What all answers together may hold.</param>
    public OllamaCall(HttpResponseMessage response, Stream stream, Attempt attempt, int choice, int most, string limit, MemoryBudget memory)
    {
        _memory = memory;
        _hold = memory.Hold();
        _response = response;
        _stream = stream;
        _attempt = attempt;
        _most = most;
        _limit = limit;
        _buffer = new FrameBuffer(most);
        Reader = new LineReader(Name, choice, attempt.Tally);
    }

    /// <summary>What was read.</summary>
    public LineReader Reader { get; }

    /// <summary>Bytes that came.</summary>
    public long Bytes { get; private set; }

    private string Name => _attempt.Candidate.Backend.Name;

    /// <summary>Reads what has come, waiting for more if need be, up to the choice's end at most.</summary>
    /// <param name="events">Where the events go.</param>
    /// <param name="cancellationToken">The attempt's.</param>
    /// <returns>Null, or why the answer is none.</returns>
    public async ValueTask<Failure?> ReadAsync(List<GenerationEvent> events, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Judge(events) is { } broken)
                return broken;
            if (Reader.IsDone || events.Count > 0)
                return null;
            if (await FillAsync(cancellationToken).ConfigureAwait(false) is { } failure)
                return failure;
        }
    }

    public void Dispose()
    {
        _response.Dispose();
        _buffer.Dispose();
        _hold.Dispose();
    }

    private Failure? Judge(List<GenerationEvent> events)
    {
        var seen = _attempt.Tally.Deltas;
        while (!Reader.IsDone && _cutter.TryCut(_buffer.Unread.Span, _isEnd, out var line, out var length))
        {
            var failure = line == 0 ? null : Reader.Read(_buffer.Unread[..line], events);
            _buffer.Drop(length);
            if (failure is not null)
                return failure;
        }

        if (_attempt.Tally.Deltas > seen)
            _attempt.Received(content: true);
        return null;
    }

    private async ValueTask<Failure?> FillAsync(CancellationToken cancellationToken)
    {
        // Without its last line an answer broke, however cleanly the connection ended.
        if (_isEnd)
            return new Failure(FailureKind.BackendError, $"Backend '{Name}' ended its answer before the answer's end.");
        // A buffer that is full doubles.
        if (!_hold.TryGrowTo(Least + (2L * _buffer.Unread.Length)))
            return _memory.Full();
        try
        {
            _attempt.Waiting();
            var read = await _buffer.FillAsync(_stream, cancellationToken).ConfigureAwait(false);
            _attempt.Received(content: false);
            _isEnd = read == 0;
            Bytes += Math.Max(read, 0);
            return read >= 0 ? null : new Failure(FailureKind.BackendError, $"Backend '{Name}' sent more in one piece than {_limit} ({_most}). Lower max_tokens, or raise the limit if such answers are right.");
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Failure(FailureKind.BackendError, $"Backend '{Name}' broke its answer off.") { Cause = thrown };
        }
    }
}
