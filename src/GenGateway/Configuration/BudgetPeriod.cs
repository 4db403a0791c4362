namespace GenGateway.Configuration;

/// <summary>After what a budget begins anew; days and months are those of UTC.</summary>
public enum BudgetPeriod
{
    Day,
    Month,

    /// <summary>Never.</summary>
    Total,
}
