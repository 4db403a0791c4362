using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>An endpoint that counts the tokens of a prompt without generating anything. Thread safe.</summary>
public interface ITokenCounter
{
    /// <summary>Asks the backend for the count.</summary>
    /// <param name="body">The client's body as it came, of <c>/v1/messages/count_tokens</c>; still the caller's. Goes out with the candidate's model and without the gateway's own members.</param>
    /// <param name="protocolHeaders">The client's headers that belong to the vendor's protocol (<see cref="GenerationRequest.ProtocolHeaders"/>); they stand before the operator's of the same name.</param>
    /// <param name="candidate">Whose endpoint this is.</param>
    /// <param name="cancellationToken">Ends the asking; the caller's deadline, too.</param>
    /// <returns>The tokens, at least 0, or why they are not known; <see cref="FailureKind.NotFound"/> where the backend counts none at all.</returns>
    ValueTask<Outcome<int>> CountAsync(WireBody body, IReadOnlyList<KeyValuePair<string, string>> protocolHeaders, Candidate candidate, CancellationToken cancellationToken);
}
