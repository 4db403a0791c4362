namespace GenGateway.Configuration;

/// <summary>Section <c>translation</c>: what happens where client and backend speak different protocols.</summary>
/// <param name="Strict">Whether every request is treated as if it sent <c>x-gengateway-strict</c>: what cannot be carried is refused.</param>
/// <param name="FetchImages">Whether pictures that clients name by their addresses are fetched for backends that take none.</param>
/// <param name="FetchPrivate">Whether also from addresses that are not public.</param>
public sealed record TranslationConfig(bool Strict, bool FetchImages, bool FetchPrivate);
