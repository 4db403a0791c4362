namespace GenGateway.Engine.Text;

/// <summary>A prompt leaves no room for a single generated token in the model's context.</summary>
public sealed class PromptTooLongException : Exception
{
    internal PromptTooLongException(int promptTokens, int contextLength)
        : base($"The prompt has {promptTokens} tokens; the model's context is {contextLength}, of which at least one is for the answer.")
    {
        PromptTokens = promptTokens;
        ContextLength = contextLength;
    }

    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens { get; }

    /// <summary>Tokens that the model can attend to, prompt and answer together.</summary>
    public int ContextLength { get; }
}
