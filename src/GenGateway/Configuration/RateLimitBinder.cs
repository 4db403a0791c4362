namespace GenGateway.Configuration;

/// <summary>Section <c>rate_limit</c>, and the limits and budgets that keys and backends have of their own.</summary>
internal static class RateLimitBinder
{
    private const int Most = 1_000_000_000;
    private const string PerSecond = "requests_per_second";
    private const string Burst = "burst_size";

    public static RateLimitConfig Bind(SectionBinder all)
    {
        var section = all.Section("rate_limit");
        var enabled = section.Flag("enabled", true);
        var rate = Flat(section, PerSecond);
        var burst = Flat(section, Burst);
        var global = Standing(section.Section("global"), rate ?? 100, burst ?? 200);
        var client = Standing(section.Section("per_client"), 10, 20);
        var models = section.Sections("per_model").Select(static model => KeyValuePair.Create(model.Name, Rates(model.Section))).ToArray();
        if (!enabled || !all.IsWritten("rate_limit")) return RateLimitConfig.None;

        // A predecessor's flat form limited everybody together and nobody in particular.
        var isFlat = (section.IsWritten(PerSecond) || section.IsWritten(Burst)) && !section.IsWritten("global") && !section.IsWritten("per_client");
        return new RateLimitConfig(global, isFlat ? RatesConfig.None : client, ValueMap.Of(models));
    }

    /// <summary>Limits that hold only where they are written.</summary>
    public static RatesConfig Rates(SectionBinder section)
    {
        var rate = section.NumberOrNull(PerSecond, 1, Most);
        var burst = section.NumberOrNull(Burst, 1, Most, otherwise: PerSecond);
        if (burst is not null && !section.IsWritten(PerSecond)) section.Error(Burst, $"is the burst of {PerSecond}, which is not written; write {PerSecond}, too, or leave {Burst} out");
        return Rest(section, rate, burst);
    }

    /// <summary>A key's budget, or null.</summary>
    public static BudgetConfig? Budget(SectionBinder key)
    {
        var budget = key.Section("budget");
        var usd = budget.DecimalOrNull("usd", 0, Most);
        var period = budget.Choice("period", BudgetPeriod.Month, ("day", BudgetPeriod.Day), ("month", BudgetPeriod.Month), ("total", BudgetPeriod.Total));
        if (usd is null && key.IsWritten("budget") && !budget.IsWritten("usd")) budget.Error("usd", "needed: what may be spent, in US dollars");
        return usd is { } most ? new BudgetConfig(most, period) : null;
    }

    private static RatesConfig Standing(SectionBinder section, long rate, long burst)
    {
        var written = section.Number(PerSecond, rate, 0, Most, "0 = no limit");
        var size = section.Number(Burst, burst, 1, Most);
        return written == 0 ? Rest(section, null, null) : Rest(section, written, size);
    }

    private static RatesConfig Rest(SectionBinder section, long? rate, long? burst) => new(
        rate,
        burst,
        section.NumberOrNull("requests_per_minute", 1, Most),
        section.NumberOrNull("tokens_per_minute", 1, Most),
        section.NumberOrNull("images_per_minute", 1, Most),
        (int?)section.NumberOrNull("max_concurrent", 1, Most));

    // 0 meant the default there.
    private static long? Flat(SectionBinder section, string name) => section.NumberOrNull(name, 0, Most) is > 0 and var written ? written : null;
}
