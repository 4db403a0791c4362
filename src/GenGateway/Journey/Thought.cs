namespace GenGateway.Journey;

/// <summary>A stretch of what a model thought. A backend that signed it wants it back unchanged with the results of the tools that it called.</summary>
/// <param name="Text">What can be read of it; empty where it is sealed.</param>
/// <param name="Signature">The backend's own seal on the text; null: none.</param>
/// <param name="Sealed">The whole of it in a form that only its backend reads (Anthropic's <c>redacted_thinking</c>); null: it is readable.</param>
public sealed record Thought(string Text, string? Signature = null, string? Sealed = null);
