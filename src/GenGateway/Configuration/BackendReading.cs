namespace GenGateway.Configuration;

/// <summary>What reading a backend gave: the backend, or everything that is wrong with it.</summary>
/// <param name="Backend">The backend, or null where there are errors.</param>
/// <param name="Errors">Everything that is wrong; the setting's path is the field to name.</param>
/// <param name="Warnings">Settings that are without effect yet.</param>
public sealed record BackendReading(BackendConfig? Backend, IReadOnlyList<ConfigError> Errors, IReadOnlyList<string> Warnings);
