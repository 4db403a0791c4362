namespace GenGateway.Configuration;

/// <summary>Section <c>translation</c>: what happens where client and backend speak different protocols.</summary>
/// <param name="Strict">Whether every request is treated as if it sent <c>x-gengateway-strict</c>: what cannot be carried is refused.</param>
public sealed record TranslationConfig(bool Strict);
