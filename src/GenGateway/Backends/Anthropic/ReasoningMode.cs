namespace GenGateway.Backends.Anthropic;

/// <summary>How a wish for how long to think (<c>reasoning_effort</c>) is put to the backend's models.</summary>
internal enum ReasoningMode
{
    /// <summary>As <c>output_config.effort</c>.</summary>
    Effort,

    /// <summary>As a budget of tokens, for models that do not know an effort.</summary>
    Budget,

    /// <summary>Not at all: its models do not think.</summary>
    None,
}
