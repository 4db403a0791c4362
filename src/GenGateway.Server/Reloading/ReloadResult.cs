using GenGateway.Configuration;

namespace GenGateway.Server.Reloading;

/// <summary>What a look at the configuration's files came to.</summary>
/// <param name="Changes">What was swapped in; null where nothing was, because nothing differs or something is wrong.</param>
/// <param name="Errors">Why nothing changed, in words with file, line and column; empty where nothing is wrong.</param>
/// <param name="NeedsRestart">Settings that differ and keep their old values until a restart.</param>
internal sealed record ReloadResult(ConfigurationChanges? Changes, IReadOnlyList<string> Errors, IReadOnlyList<string> NeedsRestart);
