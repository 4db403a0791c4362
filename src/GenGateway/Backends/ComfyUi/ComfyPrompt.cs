namespace GenGateway.Backends.ComfyUi;

/// <summary>What the built-in graphs are filled with: every name as the server has it, nothing left to its choice.</summary>
/// <param name="Checkpoint">The checkpoint's file.</param>
/// <param name="Sampler">The sampler.</param>
/// <param name="Scheduler">The scheduler.</param>
/// <param name="Seed">The noise's seed, 0 and above.</param>
internal sealed record ComfyPrompt(string Checkpoint, string Sampler, string Scheduler, long Seed)
{
    /// <summary>The given picture as the server knows it; null: from the prompt alone.</summary>
    public string? Picture { get; init; }

    /// <summary>The mask likewise, white where the picture may change; null: all of the picture may change.</summary>
    public string? Mask { get; init; }
}
