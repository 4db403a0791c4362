namespace GenGateway.Configuration;

/// <summary>One thing wrong with the configuration, in words that name the value, the limit and the way out.</summary>
/// <param name="Origin">Where it was written.</param>
/// <param name="Setting">The setting's path, such as <c>server.port</c>; empty where the file as a whole is meant.</param>
/// <param name="Problem">What is wrong and what to write instead; never a secret.</param>
public sealed record ConfigError(ConfigOrigin Origin, string Setting, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => Setting.Length == 0 ? $"{Origin}: {Problem}" : $"{Origin}: {Setting}: {Problem}";
}
