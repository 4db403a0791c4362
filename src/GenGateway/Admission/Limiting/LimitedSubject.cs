namespace GenGateway.Admission.Limiting;

/// <summary>A configured subject with the limits that one configuration gives it. Immutable but for what is taken.</summary>
internal sealed record LimitedSubject(LimitSubject Subject, LimitTemplate Template)
{
    /// <summary>Its limits now.</summary>
    public LimitSet Under(long timestamp) => Subject.Under(Template, timestamp);
}
