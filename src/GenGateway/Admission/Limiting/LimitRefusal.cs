using System.Globalization;
using GenGateway.Errors;

namespace GenGateway.Admission.Limiting;

/// <summary>A limit that is reached.</summary>
/// <param name="Set">Whose.</param>
/// <param name="Kind">What it counts.</param>
/// <param name="Failure">What the client is told.</param>
internal sealed record LimitRefusal(LimitSet Set, LimitKind Kind, Failure Failure)
{
    // Nobody knows when the first of those under way will end.
    private static readonly TimeSpan ConcurrencyWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static Failure OfSecond(LimitTemplate template, TimeSpan wait) => Of(
        wait,
        $"Too many requests: {template.Path}.requests_per_second is {template.Rates.RequestsPerSecond}, with a burst_size of {template.Second!.Capacity}.");

    public static Failure OfMinute(LimitTemplate template, TimeSpan wait) => Of(wait, $"Too many requests: {template.Path}.requests_per_minute is {template.Rates.RequestsPerMinute}.");

    public static Failure OfTokens(LimitTemplate template, TimeSpan wait) => Of(
        wait,
        $"Too many tokens: {template.Path}.tokens_per_minute is {template.Rates.TokensPerMinute}, and what is left of it is less than the prompt and max_tokens of this request.");

    public static Failure OfImages(LimitTemplate template, TimeSpan wait) => Of(wait, $"Too many pictures: {template.Path}.images_per_minute is {template.Rates.ImagesPerMinute}.");

    public static Failure OfConcurrency(LimitTemplate template, int most) => Of(ConcurrencyWait, $"Too many requests at once: {template.Path}.max_concurrent is {most}.");

    public static Failure OfAnswer(LimitTemplate template, long tokens) => Never(
        $"This request may use {tokens} tokens for its answer, and {template.Path}.tokens_per_minute is {template.Rates.TokensPerMinute}: it can never pass. Lower max_tokens (or n), or have the limit raised.");

    public static Failure OfPictures(LimitTemplate template, int images) => Never(
        $"This request asks for {images} pictures, and {template.Path}.images_per_minute is {template.Rates.ImagesPerMinute}: it can never pass. Lower n, or have the limit raised.");

    /// <summary>A budget that is spent.</summary>
    public static Failure OfBudget(string path, decimal usd, string period, TimeSpan wait) => new(
        FailureKind.BudgetExceeded,
        string.Create(CultureInfo.InvariantCulture, $"The budget of this key is spent: {path}.usd is {usd}, period {period}. ")
            + (period == "total" ? "It does not begin anew; have it raised." : string.Create(CultureInfo.InvariantCulture, $"It begins anew in {wait.TotalHours:0.0} hours; or have it raised.")))
    {
        RetryAfter = wait,
    };

    private static Failure Of(TimeSpan wait, string problem) => new(
        FailureKind.RateLimitExceeded,
        string.Create(CultureInfo.InvariantCulture, $"{problem} Try again in {wait.TotalSeconds:0.###} s, or have the limit raised."))
    {
        RetryAfter = wait,
    };

    private static Failure Never(string problem) => new(FailureKind.RateLimitExceeded, problem) { RetryAfter = Minute };
}
