using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Says what an embeddings answer is, for both lanes: a 200 without vectors, or with another number of them than there were inputs, is a failure.</summary>
internal static class EmbeddingJudge
{
    /// <summary>For the relay, which needs the model's place alone.</summary>
    public static Failure? Judge(ReadOnlyMemory<byte> body, Attempt attempt, out ByteRange model)
    {
        var failure = Judge(body.Span, attempt.Candidate.Backend.Name, attempt.Request.Wire!.Peeked.Inputs, null, out var read);
        model = read.Model;
        if (failure is not null)
            return failure;
        attempt.Tally.AddDelta();
        if (read.PromptTokens is { } tokens)
            attempt.Tally.AddUsage(new Usage(tokens, 0));
        attempt.Tally.Finish();
        return null;
    }

    /// <param name="body">The whole body.</param>
    /// <param name="backend">The backend's name.</param>
    /// <param name="inputs">Inputs asked for.</param>
    /// <param name="vectors">Takes the vectors, by their inputs; null: they are looked at only.</param>
    /// <param name="read">What was seen.</param>
    /// <returns>Null, or why it is no answer.</returns>
    public static Failure? Judge(ReadOnlySpan<byte> body, string backend, int inputs, ReadOnlyMemory<float>[]? vectors, out EmbeddingReader read)
    {
        var isJson = EmbeddingReader.TryRead(body, inputs, vectors, out read);
        if (isJson && read is { IsError: false, IsWrong: false } && read.Count == inputs)
            return null;
        var what = body.IsEmpty ? "nothing"
            : read.IsError ? "an error"
            : isJson && read.Count > 0 && read.Count != inputs ? $"{read.Count} vectors for {inputs} inputs"
            : "something that is no list of vectors";
        return new Failure(FailureKind.BackendError, $"Backend '{backend}' answered 200 with {what}.");
    }
}
