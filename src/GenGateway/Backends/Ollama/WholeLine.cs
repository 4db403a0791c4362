using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Says what a whole answer is on the relay: one object that is done. A 200 whose body is an error, empty, HTML or cut is a failure.</summary>
internal static class WholeLine
{
    /// <inheritdoc cref="Http.WholeRelay.Judge"/>
    public static Failure? Judge(ReadOnlyMemory<byte> body, Attempt attempt, out ByteRange model)
    {
        model = default;
        var name = attempt.Candidate.Backend.Name;
        var reader = new LineReader(name, 0, attempt.Tally);
        if (reader.Read(body, null) is { } failure)
            return failure;
        if (!reader.IsDone)
            return new Failure(FailureKind.BackendError, $"Backend '{name}' answered 200 with something that is no answer.");
        model = ModelPlace.In(body.Span);
        if (reader.Usage is { } usage)
            attempt.Tally.AddUsage(usage);
        attempt.Tally.Finish();
        return null;
    }
}
