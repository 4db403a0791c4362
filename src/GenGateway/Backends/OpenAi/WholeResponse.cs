using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>One whole response on the relay: judged when it is read, kept when it is given. One owner.</summary>
/// <param name="attempt">Whose answer it is.</param>
internal sealed class WholeResponse(Attempt attempt)
{
    private readonly ResponseState _state = new(attempt);
    private string? _id;

    /// <inheritdoc cref="Http.WholeRelay.Judge"/>
    public Failure? Judge(ReadOnlyMemory<byte> body, Attempt attempt, out ByteRange model)
    {
        var isRead = ResponseReader.TryReadWhole(body.Span, _state, out var facts);
        model = facts.Model;
        if (ResponseJudge.Whole(attempt.Candidate.Backend.Name, isRead, body.IsEmpty, facts, _state) is { } failure)
            return failure;
        _id = facts.Id;
        _state.End(facts);
        attempt.Tally.Finish();
        return null;
    }

    /// <summary>The client is about to get it.</summary>
    public void Keep(ReadOnlyMemory<byte> body) => _state.Keep(_id, body.Span);
}
