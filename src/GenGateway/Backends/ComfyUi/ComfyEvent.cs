namespace GenGateway.Backends.ComfyUi;

/// <summary>One thing that a server tells of a prompt.</summary>
/// <param name="Kind">What it is.</param>
internal readonly record struct ComfyEvent(ComfyEventKind Kind)
{
    /// <summary>Of <see cref="ComfyEventKind.Stepped"/>: steps done.</summary>
    public int Step { get; init; }

    /// <summary>Of <see cref="ComfyEventKind.Stepped"/>: steps in all, at least 1.</summary>
    public int Steps { get; init; }

    /// <summary>Of <see cref="ComfyEventKind.Previewed"/>: the file, valid until the next event is waited for.</summary>
    public ReadOnlyMemory<byte> Picture { get; init; }
}
