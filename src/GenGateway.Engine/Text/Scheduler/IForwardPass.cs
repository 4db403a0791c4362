namespace GenGateway.Engine.Text.Scheduler;

/// <summary>The model's arithmetic, as the scheduler sees it. Used and disposed by the engine thread only.</summary>
internal interface IForwardPass : IDisposable
{
    /// <summary>Logits of a row.</summary>
    int VocabularySize { get; }

    /// <summary>A cache without tokens; the caller disposes it.</summary>
    ISequenceCache CreateCache();

    /// <summary>Computes one row per token on top of <paramref name="cache"/>, which grows by them.</summary>
    /// <param name="cache">Unchanged when this throws.</param>
    /// <param name="tokens">At least one; the first comes right after what the cache holds.</param>
    /// <param name="cancellationToken">May end a long computation early.</param>
    /// <returns>The last row's logits, which the caller may overwrite; valid until the next call.</returns>
    /// <exception cref="OperationCanceledException">The computation was ended early.</exception>
    Span<float> Run(ISequenceCache cache, scoped ReadOnlySpan<int> tokens, CancellationToken cancellationToken);
}
