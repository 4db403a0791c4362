namespace GenGateway.Errors;

/// <summary>Makes outcomes of interface types, which no conversion operator may produce.</summary>
public static class Outcome
{
    /// <summary>The value as an outcome.</summary>
    public static Outcome<T> Of<T>(T value) => new(value, null);
}
