using System.Globalization;
using System.Text.Json;

namespace GenGateway.Backends.Anthropic;

/// <summary>What the operator writes below <c>options</c> of an <c>anthropic</c> backend. Immutable.</summary>
public sealed class AnthropicSettings
{
    /// <summary>Tokens that an answer may have where neither the client nor the operator says: Anthropic wants a number.</summary>
    public const int StandingMaxTokens = 4096;

    private AnthropicSettings()
    {
    }

    /// <summary>Nothing is written.</summary>
    public static AnthropicSettings None { get; } = new();

    /// <summary>Most tokens of an answer where the client says nothing, at least 1.</summary>
    internal int MaxTokens { get; private init; } = StandingMaxTokens;

    /// <summary>The protocol's version.</summary>
    internal string Version { get; private init; } = AnthropicHeaders.StandingVersion;

    /// <summary>The trials that take part, as the header has them; null: none.</summary>
    internal string? Beta { get; private init; }

    /// <summary>How <c>reasoning_effort</c> is asked for.</summary>
    internal ReasoningMode Reasoning { get; private init; }

    /// <summary>Members of every body that we write, and their JSON.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Members { get; private init; } = [];

    /// <summary>Reads the section.</summary>
    /// <param name="written">Names and texts as they were written; entries of a list are named <c>beta[0]</c>.</param>
    /// <param name="problem">What is wrong; null: nothing.</param>
    /// <returns>Null where something is wrong.</returns>
    public static AnthropicSettings? Of(IEnumerable<KeyValuePair<string, string>> written, out string? problem)
    {
        var (maxTokens, version, reasoning) = (StandingMaxTokens, AnthropicHeaders.StandingVersion, ReasoningMode.Effort);
        var betas = new List<string>();
        var members = new List<KeyValuePair<string, string>>();
        problem = null;
        foreach (var (name, text) in written.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            switch (name)
            {
                case "max_tokens" when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out maxTokens) && maxTokens >= 1:
                    break;
                case "max_tokens":
                    problem = "its options.max_tokens must be a whole number of at least 1";
                    break;
                case "version":
                    version = text;
                    break;
                case "reasoning" when Enum.TryParse(text, ignoreCase: true, out reasoning) && Enum.IsDefined(reasoning) && char.IsAsciiLetter(text[0]):
                    break;
                case "reasoning":
                    problem = "its options.reasoning must be effort, budget or none";
                    break;
                case "beta":
                case var _ when name.StartsWith("beta[", StringComparison.Ordinal):
                    betas.Add(text);
                    break;
                case var _ when name.AsSpan().ContainsAny('.', '['):
                    problem = $"its options.{name} is no value that this protocol has; sections and lists cannot be sent along";
                    break;
                default:
                    members.Add(new(name, Literal(text)));
                    break;
            }
        }

        var beta = string.Join(',', betas);
        if (version.Length == 0 || $"{version}{beta}".AsSpan().ContainsAnyExceptInRange(' ', '~'))
            problem = "its options.version and options.beta must be texts that a header may hold";
        return problem is null
            ? new AnthropicSettings { MaxTokens = maxTokens, Version = version, Beta = beta.Length == 0 ? null : beta, Reasoning = reasoning, Members = members }
            : null;
    }

    private static string Literal(string text)
    {
        if (text is "true" or "false")
            return text;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? integer.ToString(CultureInfo.InvariantCulture)
            : $"\"{JsonEncodedText.Encode(text)}\"";
    }
}
