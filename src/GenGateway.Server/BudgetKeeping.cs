using GenGateway.Admission.Limiting;
using GenGateway.Recording;

namespace GenGateway.Server;

/// <summary>Tells budgets what their keys have spent before: those of the start before the first request, those of a reload soon after it.</summary>
/// <param name="limiter">Whose budgets.</param>
/// <param name="transactions">Where it stands.</param>
/// <param name="writer">Brings there first what is only journaled.</param>
/// <param name="logger">Hears of a store that does not answer.</param>
/// <param name="clock">The only clock.</param>
internal sealed partial class BudgetKeeping(Limiter limiter, ITransactionStore transactions, LedgerWriter writer, ILogger<BudgetKeeping> logger, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly List<SpentBefore> _untold = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        while (limiter.Unknown.TryRead(out var budget))
        {
            if (!await TryTellAsync(budget, cancellationToken))
                _untold.Add(budget);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var budget in _untold)
                await TellAsync(budget, stoppingToken);
            await foreach (var budget in limiter.Unknown.ReadAllAsync(stoppingToken))
                await TellAsync(budget, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task TellAsync(SpentBefore budget, CancellationToken cancellationToken)
    {
        while (!await TryTellAsync(budget, cancellationToken))
            await Task.Delay(Again, clock, cancellationToken);
    }

    private async Task<bool> TryTellAsync(SpentBefore budget, CancellationToken cancellationToken)
    {
        try
        {
            // What a crash left in the journal was spent as well.
            if (await writer.FlushAsync(Patience, cancellationToken))
            {
                budget.Tell(await transactions.CostAsync(budget.Key, budget.From, budget.Until, cancellationToken));
                return true;
            }

            Log.Slow(logger, budget.Key);
        }
        catch (StoreUnavailableException thrown)
        {
            Log.Unknown(logger, thrown, budget.Key);
        }

        return false;
    }

    // Event ids 1060–1069 are the budgets'.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1060, Level = LogLevel.Warning, Message = "the records take long to be stored; until they are, the budget of key '{Key}' counts only what is spent from now on")]
        public static partial void Slow(ILogger logger, string key);

        [LoggerMessage(EventId = 1061, Level = LogLevel.Error, Message = "the database does not say what key '{Key}' has spent; until it does, its budget counts only what is spent from now on")]
        public static partial void Unknown(ILogger logger, Exception cause, string key);
    }
}
