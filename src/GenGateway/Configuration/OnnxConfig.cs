namespace GenGateway.Configuration;

/// <summary>Section <c>onnx</c> of a backend: a model of the embedded engine. Exactly one of path and hub is set.</summary>
/// <param name="Path">The model's folder, relative to the working directory.</param>
/// <param name="Hub">A Hugging Face repository.</param>
/// <param name="File">The graph inside; null = the best that fits.</param>
/// <param name="Revision">The repository's revision.</param>
/// <param name="Threads">Threads; 0 = all cores.</param>
/// <param name="Context">The longest context in tokens; 0 = the model's own.</param>
/// <param name="MaxSequences">Sequences running at once; null = <c>engine.max_sequences</c>.</param>
public sealed record OnnxConfig(string? Path, string? Hub, string? File, string Revision, int Threads, int Context, int? MaxSequences);
