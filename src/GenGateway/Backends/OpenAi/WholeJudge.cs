using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Says what a whole answer is, for both lanes: a 200 whose body is an error, empty, HTML, cut or of another kind is a failure.</summary>
internal static class WholeJudge
{
    /// <summary>For the relay, which needs the model's place alone.</summary>
    public static Failure? Judge(ReadOnlyMemory<byte> body, Attempt attempt, out ByteRange model)
    {
        var failure = Judge(body.Span, attempt, attempt.Request.Wire!.Peeked.N == 1, out var facts);
        model = facts.Model;
        return failure;
    }

    /// <returns>Null, or why it is no answer.</returns>
    public static Failure? Judge(ReadOnlySpan<byte> body, Attempt attempt, bool oneChoice, out ChunkFacts facts)
    {
        if (ChunkReader.TryRead(body, attempt.Tally, oneChoice, out facts) && facts is { IsError: false, IsWrong: false, HasChoice: true, HasBareChoice: false })
        {
            attempt.Tally.Finish();
            return null;
        }

        var what = body.IsEmpty ? "nothing" : facts.IsError ? "an error" : "something that is no answer";
        return new Failure(FailureKind.BackendError, $"Backend '{attempt.Candidate.Backend.Name}' answered 200 with {what}.");
    }
}
