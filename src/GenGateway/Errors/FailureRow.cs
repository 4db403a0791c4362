using Microsoft.Extensions.Logging;

namespace GenGateway.Errors;

/// <summary>What follows from a kind of failure.</summary>
/// <param name="Status">HTTP status before the answer has begun.</param>
/// <param name="Type">The <c>type</c> of OpenAI's error object.</param>
/// <param name="Code">The public error code; also the label of metrics.</param>
/// <param name="Retry">Whether the road tries another candidate.</param>
/// <param name="Level">Level of the one log line.</param>
public sealed record FailureRow(int Status, string Type, string Code, RetryAdvice Retry, LogLevel Level);
