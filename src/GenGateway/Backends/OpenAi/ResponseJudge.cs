using GenGateway.Errors;

namespace GenGateway.Backends.OpenAi;

/// <summary>Says what a response, or an event of one, is: an answer, or why it is none.</summary>
internal static class ResponseJudge
{
    /// <returns>Null, or why a whole answer is none.</returns>
    public static Failure? Whole(string backend, bool isRead, bool isEmpty, in ResponseFacts facts, ResponseState state)
    {
        if (isRead && (facts.IsError || facts.Status == ResponseStatus.Failed))
            return Failed(backend, facts.Fault);
        if (isRead && facts is { IsWrong: false, HasOutput: true, Status: ResponseStatus.Unsaid or ResponseStatus.Ended })
            return Forgotten(backend, facts, state);
        return new Failure(FailureKind.BackendError, $"Backend '{backend}' answered 200 with {(isEmpty ? "nothing" : "something that is no answer")}.");
    }

    /// <returns>Null, or why an event is no part of an answer.</returns>
    public static Failure? Event(string backend, in ResponseFacts facts, ResponseState state)
    {
        if (facts.Kind == ResponseEventKind.Failed || facts.IsError || facts.Status == ResponseStatus.Failed)
            return Failed(backend, facts.Fault);
        if (facts.IsWrong || (facts.Kind == ResponseEventKind.Ended && facts is not { HasResponse: true, Status: ResponseStatus.Unsaid or ResponseStatus.Ended }))
            return new Failure(FailureKind.BackendError, $"Backend '{backend}' sent an event that is no part of an answer.");
        return facts.HasResponse || facts.HasContent ? Forgotten(backend, facts, state) : null;
    }

    private static Failure Failed(string backend, ResponseFault fault) => fault switch
    {
        ResponseFault.RateLimited => new(FailureKind.RateLimitExceeded, $"Backend '{backend}' takes no more requests for now: it said so in the middle of its answer."),
        ResponseFault.ContextLength => new(FailureKind.ContextLengthExceeded, $"Prompt and answer do not fit the context of the model at backend '{backend}'. Send less, or lower max_output_tokens."),
        ResponseFault.Request => new(FailureKind.BackendRefused, $"Backend '{backend}' found the request wrong in the middle of its answer."),
        ResponseFault.Other => new(FailureKind.BackendError, $"Backend '{backend}' failed in the middle of its answer."),
    };

    // A server that does not know the field answers the new words alone, as if nothing had been said before.
    private static Failure? Forgotten(string backend, in ResponseFacts facts, ResponseState state)
    {
        state.GoesOn |= facts.GoesOn;
        if (state.Previous is null || state.GoesOn)
            return null;
        return new Failure(
            FailureKind.BackendError,
            $"Backend '{backend}' answered without going on from previous_response_id: it keeps no responses. Send the items of the conversation as input, and take 'responses' out of the backend's capabilities, so that the gateway keeps them.")
        { Param = "previous_response_id", IsLasting = true, IsHarmless = true };
    }
}
