namespace GenGateway.Configuration;

/// <summary>The limits of one subject: everybody together, a key, an address, a model, or a backend. Null = no such limit.</summary>
/// <param name="RequestsPerSecond">Requests per second, from 1.</param>
/// <param name="BurstSize">Requests at once before that rate counts; null = as many as in a second.</param>
/// <param name="RequestsPerMinute">Requests per minute, from 1; a minute's worth may come at once.</param>
/// <param name="TokensPerMinute">Tokens of prompts and answers per minute, from 1.</param>
/// <param name="ImagesPerMinute">Pictures per minute, from 1.</param>
/// <param name="MaxConcurrent">Requests between their admission and their answer's end, from 1.</param>
public sealed record RatesConfig(
    long? RequestsPerSecond = null,
    long? BurstSize = null,
    long? RequestsPerMinute = null,
    long? TokensPerMinute = null,
    long? ImagesPerMinute = null,
    int? MaxConcurrent = null)
{
    /// <summary>No limit at all.</summary>
    public static RatesConfig None { get; } = new();
}
