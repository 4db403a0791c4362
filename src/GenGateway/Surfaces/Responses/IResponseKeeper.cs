using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Responses;

/// <summary>Keeps responses for those who made them. Thread safe.</summary>
public interface IResponseKeeper
{
    /// <summary>Takes one; from now on it is found. It is stored beside the request.</summary>
    void Keep(StoredResponse response);

    /// <summary>Looks for one of the caller's own.</summary>
    /// <returns>The response; null within: there is none, or it is another key's; or why nobody knows now.</returns>
    ValueTask<Outcome<StoredResponse?>> FindAsync(string id, Caller caller, CancellationToken cancellationToken);
}
