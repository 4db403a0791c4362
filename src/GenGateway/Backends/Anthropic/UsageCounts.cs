using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>The counts of one answer, as its events bring them: each is cumulative, and what a later event leaves out stays.</summary>
internal struct UsageCounts
{
    /// <summary>Prompt tokens that neither came from a cache nor went into one.</summary>
    public int? Input;

    /// <summary>Prompt tokens written into a cache.</summary>
    public int? CacheWrite;

    /// <summary>Prompt tokens read from a cache.</summary>
    public int? CacheRead;

    /// <summary>Tokens generated.</summary>
    public int? Output;

    /// <summary>Those of them that were thoughts.</summary>
    public int? Thinking;

    /// <summary>The usage; null: not known. Servers that do not count write zeros, and a zero is not a count.</summary>
    public readonly Usage? ToUsage()
    {
        if (Input is not { } input || Output is not { } output)
            return null;
        var prompt = (long)input + (CacheWrite ?? 0) + (CacheRead ?? 0);
        return prompt + output == 0 || prompt > int.MaxValue
            ? null
            : new Usage((int)prompt, output) { CachedTokens = CacheRead, CacheWriteTokens = CacheWrite, ReasoningTokens = Thinking };
    }
}
