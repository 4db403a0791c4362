using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>Says what an answer is, for both lanes: a 200 whose body is an error, empty, HTML, cut or of another kind is a failure.</summary>
internal static class MessageJudge
{
    /// <summary>For the relay, which needs the model's place alone.</summary>
    public static Failure? Whole(ReadOnlyMemory<byte> body, Attempt attempt, out ByteRange model)
    {
        var state = new MessageState(attempt.Tally, 0);
        var failure = Whole(body.Span, attempt, state, out var facts);
        model = facts.Model;
        if (failure is not null)
            return failure;
        if (state.Usage is { } usage)
            attempt.Tally.AddUsage(usage);
        attempt.Tally.Finish();
        return null;
    }

    /// <returns>Null, or why a whole answer is none.</returns>
    public static Failure? Whole(ReadOnlySpan<byte> body, Attempt attempt, MessageState state, out MessageFacts facts)
    {
        var isRead = MessageReader.TryReadWhole(body, state, out facts);
        if (isRead && facts.Kind == EventKind.Error)
            return AnthropicErrors.InAnswer(attempt.Candidate.Backend.Name, facts.Error);
        if (isRead && facts is { IsWrong: false, HasBlocks: true })
            return null;
        var what = body.IsEmpty ? "nothing" : "something that is no answer";
        return new Failure(FailureKind.BackendError, $"Backend '{attempt.Candidate.Backend.Name}' answered 200 with {what}.");
    }

    /// <returns>Null, or why an event is no part of an answer.</returns>
    public static Failure? Event(string backend, in MessageFacts facts, MessageState state)
    {
        if (facts.Kind == EventKind.Error)
            return AnthropicErrors.InAnswer(backend, facts.Error);
        // Clients build the answer upon its head, and fall over what comes before it.
        if (facts.IsWrong || (!state.IsStarted && facts.Kind is EventKind.BlockStart or EventKind.BlockDelta or EventKind.BlockStop or EventKind.MessageDelta))
            return new Failure(FailureKind.BackendError, $"Backend '{backend}' sent an event that is no part of an answer.");
        if (facts.Kind == EventKind.MessageStop && !state.IsEnded && !state.HasContent)
            return new Failure(FailureKind.BackendError, $"Backend '{backend}' answered with a stream that has nothing in it.");
        return null;
    }
}
