namespace GenGateway.Journey;

/// <summary>What an attempt says about the endpoint it was made at.</summary>
public enum AttemptVerdict
{
    /// <summary>Nothing: the client left, or its own request was wrong.</summary>
    None,

    /// <summary>It serves: the answer came to its end.</summary>
    Served,

    /// <summary>It failed: no connection, a passed deadline, an error of its own, a broken answer.</summary>
    Failed,
}
