namespace GenGateway.Server.Lab;

/// <summary>A case's model with everything behind it.</summary>
/// <param name="Model">Its name for clients.</param>
/// <param name="Pool">Its upstreams; null where connections are refused.</param>
/// <param name="Fallbacks">The models that take over, by name, each with its upstream.</param>
/// <param name="Longer">The model with the longer context, or null.</param>
/// <param name="Trap">Where nobody may go, or null.</param>
internal sealed record LabRoute(
    string Model,
    IReadOnlyList<LabPlace> Pool,
    IReadOnlyList<(string Model, LabPlace Place)> Fallbacks,
    (string Model, LabPlace Place)? Longer,
    LabPlace? Trap)
{
    /// <summary>What the names of the lab's models begin with.</summary>
    public const string Prefix = "lab-";

    /// <summary>Every place of the case.</summary>
    public IEnumerable<LabPlace> Places =>
        [.. Pool, .. Fallbacks.Select(static fallback => fallback.Place), .. Longer is { } longer ? [longer.Place] : (LabPlace[])[], .. Trap is { } trap ? [trap] : (LabPlace[])[]];

    /// <summary>The first upstream.</summary>
    public LabPlace First => Pool[0];

    /// <summary>Makes the places of a case.</summary>
    /// <param name="played">The case.</param>
    /// <param name="prefix">What its model's name begins with.</param>
    /// <param name="clock">The only clock.</param>
    public static LabRoute Of(FaultCase played, string prefix, TimeProvider clock)
    {
        var model = prefix + played.Name;
        return new LabRoute(
            model,
            [.. played.Pool.Select((lie, i) => Place($"upstream{i + 1}", lie ?? Lies.Usual))],
            [.. played.Fallbacks.Select((lie, i) => ($"{model}.fallback{i + 1}", Place($"fallback{i + 1}", lie)))],
            played.Longer is { } longer ? ($"{model}.longer", Place("longer", longer)) : null,
            played.Trap is { } trap ? Place("trap", trap) : null);

        LabPlace Place(string name, Lie lie) => new($"{model}/{name}", lie, clock);
    }
}
