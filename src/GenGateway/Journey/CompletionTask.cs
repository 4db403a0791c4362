namespace GenGateway.Journey;

/// <summary>Text that goes on where the prompt ends. Each prompt gives <see cref="TextTask.N"/> choices, in order.</summary>
/// <param name="Prompts">At least one.</param>
/// <param name="Echo">Whether each choice begins with its prompt.</param>
/// <param name="Parameters">How to sample and when to stop; <see cref="TextParameters.MaxTokens"/> may be 0 with echo.</param>
public sealed record CompletionTask(IReadOnlyList<CompletionPrompt> Prompts, bool Echo, TextParameters Parameters) : TextTask(Parameters)
{
    /// <summary>The text that is to follow what is generated; null: none.</summary>
    public string? Suffix { get; init; }
}
