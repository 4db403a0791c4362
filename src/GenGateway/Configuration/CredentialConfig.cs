namespace GenGateway.Configuration;

/// <summary>What a backend is shown. Never printed: the secret is a reference, and a literal one hides itself.</summary>
/// <param name="Kind">How it is sent.</param>
/// <param name="Secret">Where it comes from.</param>
/// <param name="HeaderName">The header, or the query's parameter, that carries it; null = the kind's own.</param>
public sealed record CredentialConfig(CredentialKind Kind, SecretReference Secret, string? HeaderName)
{
    /// <summary>No credentials.</summary>
    public static CredentialConfig None { get; } = new(CredentialKind.None, SecretReference.None, null);
}
