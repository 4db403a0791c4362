namespace GenGateway.Recording;

/// <summary>What <c>POST /transactions</c> brings.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Response">The response.</param>
/// <param name="ModelName">The model, or null.</param>
/// <param name="Key">The public name of the key that posts it; null without keys.</param>
/// <param name="RequestId">The posting request's id.</param>
public sealed record NewTransaction(string Prompt, string Response, string? ModelName, string? Key, string RequestId);
