namespace GenGateway.Configuration;

/// <summary>Section <c>storage</c>: where pictures are kept that links lead to.</summary>
/// <param name="BasePath">Their folder.</param>
/// <param name="UrlPrefix">What links begin with; null: what the client called the gateway by.</param>
/// <param name="SignedLinks">Whether a link is enough.</param>
/// <param name="Cleanup">How long pictures stay.</param>
public sealed record StorageConfig(string BasePath, string? UrlPrefix, SignedLinksConfig SignedLinks, StorageCleanupConfig Cleanup);
