using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Reads <c>thinking</c>.</summary>
/// <param name="Display">What the answer tells of the thoughts.</param>
/// <param name="Budget">Most tokens to think; null: not said.</param>
/// <param name="IsOff">Whether the model is not to think.</param>
internal sealed record ThinkingFields(ThoughtDisplay Display, int? Budget, bool IsOff)
{
    private const int LeastBudget = 1024;

    private static readonly ThinkingFields Unasked = new(ThoughtDisplay.Hidden, null, false);

    /// <param name="fields">The body's.</param>
    /// <param name="maxTokens">The body's limit, which includes thoughts; null: none.</param>
    /// <param name="drops">What nobody reads.</param>
    public static ThinkingFields Read(Fields fields, int? maxTokens, Drops drops)
    {
        if (fields.Object("thinking") is not { } thinking)
            return Unasked;
        var read = Of(thinking, maxTokens);
        foreach (var name in thinking.Rest())
            drops.Add(thinking.PathOf(name));
        return read;
    }

    private static ThinkingFields Of(Fields thinking, int? maxTokens)
    {
        switch (thinking.Text("type"))
        {
            case "enabled":
                return new(DisplayOf(thinking), Limit(thinking, maxTokens), false);
            case "adaptive":
                return new(DisplayOf(thinking), null, false);
            case "disabled":
                return new(ThoughtDisplay.Hidden, null, true);
            default:
                thinking.Faults.Add("thinking.type", "thinking.type must be enabled, adaptive or disabled.");
                return Unasked;
        }
    }

    private static int? Limit(Fields thinking, int? maxTokens)
    {
        if (thinking.Small("budget_tokens", LeastBudget) is not { } budget)
        {
            thinking.Faults.Add("thinking.budget_tokens", $"thinking.budget_tokens is missing: the most tokens to think, an integer of at least {LeastBudget}.");
            return null;
        }

        if (budget >= maxTokens)
            thinking.Faults.Add("thinking.budget_tokens", $"thinking.budget_tokens must be less than max_tokens, which includes thoughts: {budget} is not less than {maxTokens}.");
        return budget;
    }

    private static ThoughtDisplay DisplayOf(Fields thinking)
    {
        switch (thinking.Name("display"))
        {
            case "omitted":
                return ThoughtDisplay.SealsOnly;
            case null or "summarized" or "full":
                return ThoughtDisplay.Shown;
            default:
                thinking.Faults.Add("thinking.display", "thinking.display must be summarized or omitted.");
                return ThoughtDisplay.Shown;
        }
    }
}
