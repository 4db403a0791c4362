namespace GenGateway.Journey;

/// <summary>The protocols in which a body can be passed on as it came: one per route of a vendor, since a body of one means nothing to another.</summary>
public enum WireProtocol
{
    /// <summary>OpenAI's <c>/chat/completions</c>.</summary>
    OpenAiChat,

    /// <summary>OpenAI's legacy <c>/completions</c>.</summary>
    OpenAiCompletion,

    /// <summary>OpenAI's <c>/embeddings</c>.</summary>
    OpenAiEmbeddings,

    /// <summary>OpenAI's <c>/responses</c>.</summary>
    OpenAiResponses,

    /// <summary>Anthropic's <c>/messages</c>.</summary>
    AnthropicMessages,

    /// <summary>Ollama's <c>/api/chat</c>.</summary>
    OllamaChat,

    /// <summary>Ollama's <c>/api/generate</c>.</summary>
    OllamaGenerate,

    /// <summary>Ollama's <c>/api/embed</c>.</summary>
    OllamaEmbed,
}
