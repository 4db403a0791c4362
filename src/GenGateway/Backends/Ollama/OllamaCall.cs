using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>One call and what comes back: lines, or one object. One owner; disposing it closes the connection unless all was read, which ends the backend's work.</summary>
internal sealed class OllamaCall : IDisposable
{
    private const int Least = 4096;

    private readonly HttpResponseMessage _response;
    private readonly Attempt _attempt;
    private readonly AnswerStream _source;
    private readonly MemoryBudget _memory;
    private readonly MemoryHold _hold;
    private LineCutter _cutter;

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
        _attempt = attempt;
        _source = new AnswerStream(stream, attempt, most, limit);
        Reader = new LineReader(attempt.Candidate.Backend.Name, choice, attempt.Tally);
    }

    /// <summary>What was read.</summary>
    public LineReader Reader { get; }

    /// <summary>Bytes that came.</summary>
    public long Bytes => _source.Bytes;

    /// <summary>Reads what has come, waiting for more if need be, up to the choice's end at most.</summary>
    /// <param name="events">Where the events go.</param>
    /// <returns>Null, or why the answer is none.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Failure?> ReadAsync(List<GenerationEvent> events)
    {
        while (true)
        {
            if (Judge(events) is { } broken)
                return broken;
            if (Reader.IsDone || events.Count > 0)
                return null;
            if (await FillAsync().ConfigureAwait(false) is { } failure)
                return failure;
        }
    }

    public void Dispose()
    {
        _response.Dispose();
        _source.Dispose();
        _hold.Dispose();
    }

    private Failure? Judge(List<GenerationEvent> events)
    {
        var seen = _attempt.Tally.Deltas;
        while (!Reader.IsDone && _cutter.TryCut(_source.Buffer.Unread.Span, _source.IsEnd, out var line, out var length))
        {
            var failure = line == 0 ? null : Reader.Read(_source.Buffer.Unread[..line], events);
            _source.Buffer.Drop(length);
            if (failure is not null)
                return failure;
        }

        if (_attempt.Tally.Deltas > seen)
            _attempt.Received(content: true);
        return null;
    }

    // A buffer that is full doubles.
    private ValueTask<Failure?> FillAsync() => _hold.TryGrowTo(Least + (2L * _source.Buffer.Unread.Length)) ? _source.FillAsync() : new(_memory.Full());
}
