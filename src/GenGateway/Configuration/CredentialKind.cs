namespace GenGateway.Configuration;

/// <summary>How a secret is sent to a backend.</summary>
public enum CredentialKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary><c>Authorization: Bearer …</c>.</summary>
    Bearer,

    /// <summary>In the header that is named, else in <c>x-api-key</c>.</summary>
    ApiKey,

    /// <summary>As it is, in the header that is named.</summary>
    Header,

    /// <summary>In the query: in the parameter that is named, else in <c>api_key</c>.</summary>
    Query,

    /// <summary><c>Authorization: Basic …</c>; the secret is <c>user:password</c>.</summary>
    Basic,
}
