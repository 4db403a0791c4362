using GenGateway.Engine.Text.Sampling;

namespace GenGateway.Engine.Text.Scheduler;

/// <summary>One generation as the scheduler needs it; everything checked before.</summary>
/// <param name="Prompt">At least one token id.</param>
/// <param name="MaxTokens">At least 1, and together with the prompt at most the context.</param>
/// <param name="EndIds">Tokens that end it and give no text.</param>
/// <param name="StopStrings">Text that ends it and is not given out.</param>
/// <param name="Sampling">How to choose tokens.</param>
/// <param name="Decoder">Of this sequence alone.</param>
internal sealed record SequenceSpecification(
    int[] Prompt, int MaxTokens, IReadOnlySet<int> EndIds, IReadOnlyList<string> StopStrings, SamplingOptions Sampling, ITextDecoder Decoder);
