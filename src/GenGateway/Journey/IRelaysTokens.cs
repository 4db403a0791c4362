using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>An endpoint whose server may have routes about tokens (<c>/tokenize</c>, <c>/detokenize</c>, <c>/apply-template</c>), at its origin. Thread safe.</summary>
public interface IRelaysTokens
{
    /// <summary>Passes a body on, but for the model's name.</summary>
    /// <param name="route">One of those above.</param>
    /// <param name="body">The client's.</param>
    /// <param name="peeked">What was seen of it.</param>
    /// <param name="candidate">This endpoint, and the model's name there.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <returns>The server's own answer; null: it has no such route; or what went wrong.</returns>
    ValueTask<Outcome<ReadOnlyMemory<byte>?>> RelayTokensAsync(string route, ReadOnlyMemory<byte> body, Peeked peeked, Candidate candidate, CancellationToken cancellationToken);
}
