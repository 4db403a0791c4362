namespace GenGateway.Admission.Limiting;

/// <summary>What a budget must still be told: how much its key spent before anybody counted here, as the records have it. Thread safe.</summary>
public sealed class SpentBefore
{
    private readonly Budget _budget;

    internal SpentBefore(Budget budget) => _budget = budget;

    /// <summary>The key's public name.</summary>
    public string Key => _budget.Key;

    /// <summary>The first moment that counts.</summary>
    public DateTimeOffset From => _budget.Begins;

    /// <summary>The first moment that does not.</summary>
    public DateTimeOffset Until => _budget.Since;

    /// <summary>It was so much, in US dollars. Call it once.</summary>
    public void Tell(double usd) => _budget.Load(usd);
}
