namespace GenGateway.Engine.Text;

/// <summary>How a generation ended; known after its last piece.</summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CompletionTokens">Tokens generated, one that ended the generation included; as many as there were pieces.</param>
/// <param name="Error">What failed, for a person; null unless <paramref name="Reason"/> is <see cref="FinishReason.Failed"/>.</param>
public sealed record TextOutcome(FinishReason Reason, int PromptTokens, int CompletionTokens, string? Error = null)
{
    /// <summary>The stop string that ended it, as it was asked for; null: none did.</summary>
    public string? StoppedBy { get; init; }
}
