namespace GenGateway.Journey;

/// <summary>What is counted by time.</summary>
public enum RateKind
{
    Requests,
    Tokens,
    Images,
}
