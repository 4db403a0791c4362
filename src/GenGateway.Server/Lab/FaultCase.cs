namespace GenGateway.Server.Lab;

/// <summary>One fault, and what the contract says of it.</summary>
/// <param name="Name">Words with dashes between them.</param>
/// <param name="Fault">What is done.</param>
/// <param name="Promise">What the contract says.</param>
/// <param name="PlayAsync">Asks and judges.</param>
internal sealed record FaultCase(string Name, string Fault, string Promise, Func<CaseRun, Task> PlayAsync)
{
    /// <summary>The upstreams of the model, the first first; the others are asked where it fails. Null refuses connections.</summary>
    public IReadOnlyList<Lie?> Pool { get; init; } = [Lies.Usual];

    /// <summary>Upstreams of models of their own that take over, in order.</summary>
    public IReadOnlyList<Lie> Fallbacks { get; init; } = [];

    /// <summary>The upstream of a model with a longer context, or null.</summary>
    public Lie? Longer { get; init; }

    /// <summary>A place that only a gateway goes to that does what it should not, or null.</summary>
    public Lie? Trap { get; init; }

    /// <summary>Whether a broken stream is to go on; null: as configured.</summary>
    public bool? Continues { get; init; }

    /// <summary>Attempts after the first at a backend; null: as configured.</summary>
    public int? RetryCount { get; init; }

    /// <summary>Why the case cannot be played with these settings, or null where it can.</summary>
    public Func<LabSettings, string?> Unless { get; init; } = static _ => null;

    /// <summary>How long the gateway has to wait by its settings; the bound is five times that and two seconds.</summary>
    public Func<LabSettings, TimeSpan> Wait { get; init; } = static settings => settings.Waits;

    /// <summary>Whether it comes before the others, and nothing beside it: it measures a short time, or is the first that this process does.</summary>
    public bool Alone { get; init; }
}
