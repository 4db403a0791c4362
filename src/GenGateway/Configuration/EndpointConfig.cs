namespace GenGateway.Configuration;

/// <summary>One address of a backend.</summary>
/// <param name="Url">An http or https address without credentials in it.</param>
/// <param name="Weight">Its share among the backend's endpoints; 0 = only where no other is left.</param>
/// <param name="Auth">Its own credentials; null = the backend's.</param>
public sealed record EndpointConfig(Uri Url, int Weight, CredentialConfig? Auth);
