using GenGateway.Configuration;

namespace GenGateway.Admission.Limiting;

/// <summary>What a key has spent in the current period. Thread safe.</summary>
/// <remarks>
/// Nothing is reserved: a request passes while anything is left, so that what runs at once may pass the bound by its own cost. Days and months are UTC's, by the
/// time of day. One that is set back gives nothing back: what was spent stays spent until a later period begins, or at the longest for as long as a period lasts, by a
/// clock that nobody sets. So a wrong date costs a key one period and not all until that date.
/// </remarks>
internal sealed class Budget
{
    private const decimal Nano = 1_000_000_000;

    // A total budget never begins anew; a client that asks once a day learns that it was raised.
    private static readonly TimeSpan TotalWait = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private BudgetConfig _config;
    private DateTimeOffset _period;
    private long _entered;
    private bool _isFirst = true;
    private decimal _spent;

    /// <param name="key">The key's public name.</param>
    /// <param name="config">How much, and in what.</param>
    /// <param name="clock">Tells the time of day.</param>
    public Budget(string key, BudgetConfig config, TimeProvider clock)
    {
        Key = key;
        _config = config;
        _clock = clock;
        Since = clock.GetUtcNow();
        Begins = StartOf(config.Period, Since);
        _period = Begins;
        _entered = clock.GetTimestamp();
    }

    /// <summary>The key's public name.</summary>
    public string Key { get; }

    /// <summary>From when on what is spent was told here; what was spent before stands in the records.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>When the period began that <see cref="Since"/> lies in.</summary>
    public DateTimeOffset Begins { get; }

    /// <summary>The bound; another one holds at once, another period needs another budget.</summary>
    public BudgetConfig Config
    {
        get => Volatile.Read(ref _config);
        set => Volatile.Write(ref _config, value);
    }

    /// <summary>US dollars spent in the current period, as far as is known.</summary>
    public decimal Spent
    {
        get
        {
            lock (_lock)
            {
                Roll();
                return _spent;
            }
        }
    }

    /// <summary>Whether anything is left.</summary>
    /// <param name="wait">Where nothing is: until the next period.</param>
    public bool HasRoom(out TimeSpan wait)
    {
        lock (_lock)
        {
            var now = Roll();
            wait = Wait(now);
            return _spent < Config.Usd;
        }
    }

    /// <summary>So much was spent, in US dollars.</summary>
    public void Charge(double usd)
    {
        lock (_lock)
        {
            Roll();
            // Whole billionths: a sum of many small costs stays exact.
            _spent += decimal.Round((decimal)usd * Nano) / Nano;
        }
    }

    /// <summary>So much was spent from <see cref="Begins"/> to <see cref="Since"/>.</summary>
    public void Load(double usd)
    {
        lock (_lock)
        {
            Roll();
            if (_isFirst)
                _spent += (decimal)usd;
        }
    }

    /// <summary>When the period of a time begins.</summary>
    internal static DateTimeOffset StartOf(BudgetPeriod period, DateTimeOffset time) => period switch
    {
        BudgetPeriod.Day => new DateTimeOffset(time.UtcDateTime.Date, TimeSpan.Zero),
        BudgetPeriod.Month => new DateTimeOffset(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero),
        BudgetPeriod.Total => DateTimeOffset.UnixEpoch,
    };

    private static DateTimeOffset? EndOf(BudgetPeriod period, DateTimeOffset start) => period switch
    {
        BudgetPeriod.Day => start.AddDays(1),
        BudgetPeriod.Month => start.AddMonths(1),
        BudgetPeriod.Total => null,
    };

    // Until the time of day says that a later period begins, but not longer than a period can last from when this one was entered.
    private TimeSpan Wait(DateTimeOffset now)
    {
        if (EndOf(Config.Period, _period) is not { } end)
            return TotalWait;
        var (left, longest) = (end - now, end - _period - _clock.GetElapsedTime(_entered));
        return left < longest || longest < TimeSpan.Zero ? left : longest;
    }

    private DateTimeOffset Roll()
    {
        var now = _clock.GetUtcNow();
        var start = StartOf(_config.Period, now);
        if (start > _period || (start < _period && EndOf(_config.Period, _period) - _period <= _clock.GetElapsedTime(_entered)))
            (_period, _spent, _entered, _isFirst) = (start, 0, _clock.GetTimestamp(), false);
        return now;
    }
}
