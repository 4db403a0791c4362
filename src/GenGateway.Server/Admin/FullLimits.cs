using GenGateway.Admission.Limiting;
using GenGateway.Journey;

namespace GenGateway.Server.Admin;

/// <summary>Whose own limits would refuse a request now. Immutable.</summary>
/// <param name="Backends">The names of the backends.</param>
/// <param name="Model">The setting of the model's own limit; null: it would pass.</param>
internal sealed record FullLimits(IReadOnlySet<string> Backends, string? Model)
{
    /// <param name="limits">Those that concern the request.</param>
    /// <param name="withModels">Whether a model's limit passes on to the next one, as it does for what takes over, instead of refusing the request.</param>
    public static FullLimits Of(IEnumerable<ExplainedLimit> limits, bool withModels = false)
    {
        ExplainedLimit[] refusing = [.. limits.Where(static limit => limit.Refuses)];
        return new(
            refusing.Select(static limit => limit.Backend).OfType<string>().ToHashSet(),
            withModels ? refusing.FirstOrDefault(static limit => limit.Scope == "model")?.Setting : null);
    }

    /// <summary>Whether it may be asked.</summary>
    public bool Suits(Candidate candidate) => WhyNot(candidate) is null;

    /// <summary>Why it may not be asked now; null: it may.</summary>
    public string? WhyNot(Candidate candidate) => Model is not null ? $"{Model}: its limit is reached"
        : Backends.Contains(candidate.Backend.Name) ? "its backend is at its own limit"
        : null;
}
