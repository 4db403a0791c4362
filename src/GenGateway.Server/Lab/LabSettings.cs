using GenGateway.Configuration;

namespace GenGateway.Server.Lab;

/// <summary>What a profile comes to in the lab: the limits as its gateway has them, shortened, and what its clients may expect. Immutable.</summary>
internal sealed record LabSettings
{
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

    /// <summary>Further attempts that the budget leaves to the first request of a pool.</summary>
    public required int Budget { get; init; }

    /// <summary>Further attempts in ten seconds that are always free.</summary>
    public required int BudgetMin { get; init; }

    public required BreakerConfig Breaker { get; init; }

    /// <summary>Whether a broken chat goes on elsewhere.</summary>
    public required bool Continues { get; init; }

    /// <summary>Whether the gateway is the lab's own: only then it knows an address that refuses connections, and has records to look into.</summary>
    public bool IsOwn { get; init; } = true;

    /// <summary>Further attempts of one request, wherever.</summary>
    public int Further => Math.Min(MaxAttempts - 1, Budget);

    /// <summary>How long a lone upstream that is silent is borne.</summary>
    public TimeSpan Patience
    {
        get
        {
            var all = FirstToken * (1 + Math.Min(RetryCount, Further));
            return all < Total ? all : Total;
        }
    }

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
            Budget = Math.Max(retry.BudgetMin, retry.BudgetPercent == 100 ? 1 : 0),
            BudgetMin = retry.BudgetMin,
            Breaker = Scaled(profile.Template.Breaker.Over(config.Breaker), scale),
            Continues = profile.Continues,
        };
    }

    public static BreakerConfig Scaled(BreakerConfig breaker, LabScale scale) => breaker with { OpenTime = scale.Of(breaker.OpenTime) };
}
