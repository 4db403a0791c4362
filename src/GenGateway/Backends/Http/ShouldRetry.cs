using GenGateway.Errors;

namespace GenGateway.Backends.Http;

/// <summary>A backend's own word on whether it is worth asking again, <c>x-should-retry</c>: it wins over what its status would say.</summary>
internal static class ShouldRetry
{
    /// <param name="response">The backend's answer, not a success.</param>
    /// <param name="failure">What its status and body mean.</param>
    public static Failure Apply(HttpResponseMessage response, Failure failure)
    {
        if (!response.Headers.TryGetValues("x-should-retry", out var values))
            return failure;
        return values.First().Trim() switch
        {
            "true" => failure with { Retry = RetryAdvice.OtherCandidate, IsLasting = false },
            // What is the client's own fault stays that.
            "false" when failure.Retry != RetryAdvice.Never => failure with { Retry = RetryAdvice.OtherBackend },
            _ => failure,
        };
    }
}
