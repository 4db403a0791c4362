namespace GenGateway.Journey;

/// <summary>Where a usage comes from.</summary>
public enum UsageSource
{
    /// <summary>The backend counted.</summary>
    Reported,

    /// <summary>The gateway counted with a tokenizer, or divided what a backend counted of several requests together.</summary>
    Estimated,
}
