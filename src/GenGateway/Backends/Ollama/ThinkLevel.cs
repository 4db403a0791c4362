namespace GenGateway.Backends.Ollama;

/// <summary>OpenAI's words for how long to think as Ollama's <c>think</c>.</summary>
internal static class ThinkLevel
{
    /// <returns>JSON, or null for a word that Ollama has nothing for.</returns>
    public static string? Of(string effort) => effort switch
    {
        "none" => "false",
        "minimal" or "low" => "\"low\"",
        "medium" => "\"medium\"",
        "high" => "\"high\"",
        "xhigh" or "max" => "\"max\"",
        _ => null,
    };
}
