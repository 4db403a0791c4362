namespace GenGateway.Configuration;

/// <summary>Section <c>engine</c>: the embedded engine.</summary>
/// <param name="Enabled">Whether its models are offered.</param>
/// <param name="ModelsPath">The directory whose folders are models; relative to the working directory.</param>
/// <param name="Threads">Threads per model; 0 = all cores.</param>
/// <param name="MaxSequences">Sequences running at once per model.</param>
public sealed record EngineConfig(bool Enabled, string ModelsPath, int Threads, int MaxSequences);
