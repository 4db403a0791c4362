using System.Text;
using GenGateway.Backends.Anthropic;
using GenGateway.Errors;

namespace GenGateway.Tests.Backends.Anthropic;

/// <summary>What Anthropic's statuses and error bodies mean for the road.</summary>
public sealed class AnthropicErrorTests
{
    [Theory]
    [InlineData(400, "invalid_request_error", "messages: Field required", FailureKind.BackendRefused, RetryAdvice.Never)]
    [InlineData(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", FailureKind.ContextLengthExceeded, RetryAdvice.Never)]
    [InlineData(400, "invalid_request_error", "input length and `max_tokens` exceed context limit: 199000 + 4096 > 200000", FailureKind.ContextLengthExceeded, RetryAdvice.Never)]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", FailureKind.BackendError, RetryAdvice.OtherCandidate)]
    [InlineData(401, "authentication_error", "invalid x-api-key", FailureKind.BackendError, RetryAdvice.OtherCandidate)]
    [InlineData(402, "billing_error", "pay", FailureKind.BackendError, RetryAdvice.OtherCandidate)]
    [InlineData(403, "permission_error", "no", FailureKind.BackendError, RetryAdvice.OtherCandidate)]
    [InlineData(404, "not_found_error", "model: claude-x", FailureKind.ModelNotFound, RetryAdvice.OtherCandidate)]
    [InlineData(413, "request_too_large", "Request exceeds the maximum size", FailureKind.BodyTooLarge, RetryAdvice.Never)]
    [InlineData(429, "rate_limit_error", "slow down", FailureKind.RateLimitExceeded, RetryAdvice.OtherCandidate)]
    [InlineData(500, "api_error", "Internal server error", FailureKind.BackendError, RetryAdvice.OtherCandidate)]
    [InlineData(503, "", "upstream connect error", FailureKind.BackendError, RetryAdvice.OtherCandidate)]
    [InlineData(504, "timeout_error", "Request timed out", FailureKind.BackendError, RetryAdvice.OtherCandidate)]
    [InlineData(529, "overloaded_error", "Overloaded", FailureKind.NoHealthyBackends, RetryAdvice.OtherCandidate)]
    [InlineData(302, "", "", FailureKind.BackendError, RetryAdvice.OtherCandidate)]
    [InlineData(700, "", "", FailureKind.BackendError, RetryAdvice.OtherCandidate)]
    public void A_status_and_its_words_have_one_meaning(int status, string type, string message, FailureKind kind, RetryAdvice retry)
    {
        var failure = AnthropicErrors.Judge("claude", status, Encoding.UTF8.GetBytes($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"}}"""));
        Assert.Equal((kind, retry), (failure.Kind, failure.Retry));
        Assert.Contains("'claude'", failure.Message, StringComparison.Ordinal);
        if (message.Length > 3)
            Assert.DoesNotContain(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>413</html>")]
    [InlineData("")]
    [InlineData("""{"error":"plain"}""")]
    [InlineData("""{"error":{"type":7,"message":[]}}""")]
    [InlineData("[1]")]
    public void A_body_of_another_kind_is_no_reason_to_fall(string body)
    {
        Assert.Equal(FailureKind.BodyTooLarge, AnthropicErrors.Judge("claude", 413, Encoding.UTF8.GetBytes(body)).Kind);
        Assert.Equal(FailureKind.BackendRefused, AnthropicErrors.Judge("claude", 400, Encoding.UTF8.GetBytes(body)).Kind);
    }
}
