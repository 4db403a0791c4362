using GenGateway.Configuration;

namespace GenGateway.Server.Lab;

/// <summary>What a profile comes to in the lab: the limits as its gateway has them, shortened, and what its clients may expect. Immutable.</summary>
internal sealed record LabSettings
{
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMilliseconds(100);

    /// <summary>From each dispatch to a stream's first content.</summary>
    public required TimeSpan FirstToken { get; init; }

    /// <summary>Between two contents.</summary>
    public required TimeSpan BetweenTokens { get; init; }

    /// <summary>From admission to the last byte, of a stream.</summary>
    public required TimeSpan Total { get; init; }

    /// <summary>The same of a whole answer.</summary>
    public required TimeSpan WholeTotal { get; init; }

    /// <summary>Attempts in all that a request may have.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>Attempts after the first at one backend.</summary>
    public required int RetryCount { get; init; }

    /// <summary>The longest wait before a repeat at the same endpoint; doubles with each.</summary>
    public required TimeSpan Backoff { get; init; }

    /// <summary>Further attempts in ten seconds that are always free.</summary>
    public required int BudgetMin { get; init; }

    /// <summary>Whether every request may have one further attempt.</summary>
    public required bool BudgetIsOff { get; init; }

    public required BreakerConfig Breaker { get; init; }

    /// <summary>Whether a broken chat goes on elsewhere.</summary>
    public required bool Continues { get; init; }

    /// <summary>Whether the gateway is the lab's own: only then it knows an address that refuses connections, and has records to look into.</summary>
    public bool IsOwn { get; init; } = true;

    /// <summary>Further attempts of one request, wherever.</summary>
    public int Further => Math.Min(MaxAttempts - 1, Math.Max(BudgetMin, BudgetIsOff ? 1 : 0));

    /// <summary>How long the waits between the repeats of one request are together, at most.</summary>
    public TimeSpan Waits => Shorter(Enumerable.Range(0, Repeats).Aggregate(TimeSpan.Zero, (sum, i) => sum + Backoff * Math.Pow(2, Math.Min(i, 20))), Total);

    /// <summary>How long a lone upstream that is silent is borne.</summary>
    public TimeSpan Patience => Shorter(FirstToken * (1 + Repeats) + Waits, Total);

    private int Repeats => Math.Min(RetryCount, Further);

    /// <summary>What holds for a profile, computed here as the documents say it, and not asked of the gateway.</summary>
    public static LabSettings Of(GatewayConfig config, LabProfile profile, LabScale scale)
    {
        var (model, backend, routing) = (profile.Deadlines, profile.Template.Deadlines, config.Routing.Deadlines);
        TimeSpan? timeout = profile.Template.TimeoutWritten ? profile.Template.Timeout : null;
        var retry = config.Routing.Retry;
        var total = model.Total ?? backend.Total ?? routing.Total!.Value;
        return new LabSettings
        {
            FirstToken = scale.Of(model.FirstToken ?? backend.FirstToken ?? timeout ?? routing.FirstToken!.Value),
            BetweenTokens = scale.Of(model.BetweenTokens ?? backend.BetweenTokens ?? routing.BetweenTokens!.Value),
            Total = scale.Of(total),
            WholeTotal = scale.Of(model.Total ?? backend.Total ?? timeout ?? routing.Total!.Value),
            MaxAttempts = retry.MaxAttempts,
            RetryCount = profile.Template.RetryCount,
            Backoff = BackoffOf(retry),
            BudgetMin = retry.BudgetMin,
            BudgetIsOff = retry.BudgetPercent == 100,
            Breaker = Scaled(profile.Template.Breaker.Over(config.Breaker), scale),
            Continues = profile.Continues,
        };
    }

    /// <summary>Repeats come soon in the lab: how long they may wait is no promise.</summary>
    public static TimeSpan BackoffOf(RetryConfig retry) => Shorter(retry.Backoff, LongestBackoff);

    public static BreakerConfig Scaled(BreakerConfig breaker, LabScale scale) => breaker with { OpenTime = scale.Of(breaker.OpenTime) };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
