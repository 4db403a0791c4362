namespace GenGateway.Configuration;

/// <summary>What reading a key's body gave: the key, or everything that is wrong with it.</summary>
/// <param name="Name">Its name; null where there are errors.</param>
/// <param name="Rights">What it may do; null where there are errors.</param>
/// <param name="Enabled">Whether it counts for now.</param>
/// <param name="Key">The key, where its hash was given; null: its text is still to be made.</param>
/// <param name="Errors">Everything that is wrong; the setting's path is the field to name.</param>
public sealed record KeyReading(string? Name, KeyEntry? Rights, bool Enabled, ApiKey? Key, IReadOnlyList<ConfigError> Errors);
