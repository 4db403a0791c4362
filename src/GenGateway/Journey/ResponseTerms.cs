namespace GenGateway.Journey;

/// <summary>What whoever relays a body of the Responses API must see to. Used by the request's own flow.</summary>
/// <param name="previous">The response that the body goes on from; null: none.</param>
/// <param name="keep">Takes the response once it is whole; null: it is not to be kept.</param>
public sealed class ResponseTerms(string? previous, Action<RelayedResponse>? keep)
{
    /// <summary>The response that the body goes on from: an answer that does not name it again has lost the conversation. Null: none.</summary>
    public string? Previous => previous;

    /// <summary>Whether the response is to be kept.</summary>
    public bool IsKept => keep is not null;

    /// <summary>The number that the next event of the stream would have; our own event, where the stream breaks, gets it.</summary>
    public int NextSequence { get; set; }

    /// <summary>The response is whole, and about to be given to the client.</summary>
    public void Keep(RelayedResponse response) => keep?.Invoke(response);
}
