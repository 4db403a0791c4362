namespace GenGateway.Server.BackendsApi;

/// <summary>What a change of a backend came to.</summary>
/// <param name="Listing">The backend as it is now.</param>
/// <param name="Warnings">Settings of it that have no effect yet.</param>
internal sealed record BackendChange(BackendListing Listing, IReadOnlyList<string> Warnings);
