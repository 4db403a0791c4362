using GenGateway.Journey;

namespace GenGateway.Backends.Onnx;

/// <summary>A folder of <c>engine.models_path</c> that is a model, whole or damaged.</summary>
/// <param name="Name">The folder's name: the model's and the backend's.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Capabilities">What it offers.</param>
/// <param name="Created">When a file was last added to it or taken from it.</param>
/// <param name="Fault">Why it cannot run, naming file, found and expected; null when nothing speaks against it.</param>
internal sealed record OnnxFolder(string Name, string Path, IReadOnlyList<Capability> Capabilities, DateTimeOffset Created, string? Fault);
