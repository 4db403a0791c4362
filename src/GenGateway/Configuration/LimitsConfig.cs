namespace GenGateway.Configuration;

/// <summary>Section <c>limits</c>: bounds on memory.</summary>
/// <param name="AnswerBytes">The largest answer that is held whole.</param>
public sealed record LimitsConfig(long AnswerBytes);
