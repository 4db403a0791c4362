namespace GenGateway.Configuration;

/// <summary>Section <c>limits</c>: bounds on memory, in bytes but for pictures.</summary>
/// <param name="AnswerBytes">The largest answer that is held whole.</param>
/// <param name="EventBytes">The largest event of a stream; events with images may have <paramref name="AnswerBytes"/>.</param>
/// <param name="MemoryInFlight">What all requests and answers together may hold.</param>
/// <param name="ImagePixels">Most pixels of a picture that a client sends.</param>
public sealed record LimitsConfig(long AnswerBytes, long EventBytes, long MemoryInFlight, long ImagePixels);
