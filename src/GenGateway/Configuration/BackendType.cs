namespace GenGateway.Configuration;

/// <summary>What a backend generates.</summary>
public enum BackendType
{
    Text,
    Image,

    /// <summary>Both.</summary>
    Multi,
}
