namespace GenGateway.Errors;

/// <summary>Whether another attempt elsewhere can help.</summary>
public enum RetryAdvice
{
    /// <summary>The request itself is at fault, or nobody waits for the answer.</summary>
    Never,

    /// <summary>Another candidate may succeed.</summary>
    OtherCandidate,

    /// <summary>Another backend may succeed; this one, with all its endpoints, said that it will not.</summary>
    OtherBackend,
}
