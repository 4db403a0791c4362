using GenGateway.Configuration;

namespace GenGateway.Admission.Limiting;

/// <summary>The configured limits of a subject, ready for use. Immutable; all addresses share one.</summary>
internal sealed class LimitTemplate
{
    private const int Minute = 60;

    /// <param name="scope">Whom they concern.</param>
    /// <param name="path">The setting that they stand below, as messages name it.</param>
    /// <param name="rates">What is written there.</param>
    /// <param name="version">Higher than that of any template before it.</param>
    /// <param name="clock">Measures them.</param>
    public LimitTemplate(LimitScope scope, string path, RatesConfig rates, int version, TimeProvider clock)
    {
        Version = version;
        Scope = scope;
        Path = path;
        Rates = rates;
        if (rates.RequestsPerSecond is { } perSecond)
            Second = new BucketShape(rates.BurstSize ?? perSecond, perSecond, 1, clock);
        if (rates.RequestsPerMinute is { } perMinute)
            Requests = new BucketShape(perMinute, perMinute, Minute, clock);
        if (rates.TokensPerMinute is { } tokens)
            Tokens = new BucketShape(tokens, tokens, Minute, clock);
        if (rates.ImagesPerMinute is { } images)
            Images = new BucketShape(images, images, Minute, clock);
    }

    /// <summary>Of two templates of a subject the one with the higher version holds.</summary>
    public int Version { get; }

    public LimitScope Scope { get; }

    /// <summary>The setting that they stand below, as messages name it.</summary>
    public string Path { get; }

    public RatesConfig Rates { get; }

    /// <summary>Requests per second; null = no such limit.</summary>
    public BucketShape? Second { get; }

    /// <summary>Requests per minute.</summary>
    public BucketShape? Requests { get; }

    /// <summary>Tokens per minute.</summary>
    public BucketShape? Tokens { get; }

    /// <summary>Pictures per minute.</summary>
    public BucketShape? Images { get; }
}
