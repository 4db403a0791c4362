namespace GenGateway.Journey;

/// <summary>A model as a backend offers it.</summary>
/// <param name="Id">Its name here; one that ends in <c>*</c> stands for all names with that beginning.</param>
/// <param name="Upstream">Its name at the backend.</param>
/// <param name="Capabilities">What it can do.</param>
/// <param name="Created">When it came to be, for lists.</param>
public sealed record ModelEntry(string Id, string Upstream, IReadOnlyList<Capability> Capabilities, DateTimeOffset Created)
{
    /// <summary>The name, in lists and as <see cref="Upstream"/>, of what a backend makes that lists no models: it is told none.</summary>
    public static string Unlisted(string backend) => $"image/{backend}";

    /// <summary>Another name that means the same model; null: none.</summary>
    public string? OtherName { get; init; }

    /// <summary>Counts where the backend tells no usage; null: then it is unknown.</summary>
    public ITextCounter? Counter { get; init; }
}
