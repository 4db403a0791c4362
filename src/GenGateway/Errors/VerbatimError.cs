namespace GenGateway.Errors;

/// <summary>A backend's error about the client's own request, passed on as it came.</summary>
/// <param name="Status">Its status, 400–599.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Body">Its bytes; bounded, and searched for our credentials.</param>
public sealed record VerbatimError(int Status, string ContentType, ReadOnlyMemory<byte> Body);
