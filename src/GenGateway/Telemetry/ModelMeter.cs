namespace GenGateway.Telemetry;

/// <summary>What is counted by model.</summary>
internal sealed class ModelMeter
{
    private static readonly double[] Seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

    /// <summary>Series that one model makes: two histograms with their sums and counts, three counters.</summary>
    public static int Series => (2 * (Seconds.Length + 3)) + 3;

    public Histogram Durations { get; } = new(Seconds);

    public Histogram FirstTokens { get; } = new(Seconds);

    public Counter Attempts { get; } = new();

    public Counter PromptTokens { get; } = new();

    public Counter CompletionTokens { get; } = new();
}
