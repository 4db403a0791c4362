namespace GenGateway.TestKit.A1111;

/// <summary>A generation that a <see cref="FakeA1111"/> has done, whether or not anybody waited for it.</summary>
/// <param name="Path">The route that asked for it.</param>
/// <param name="Model">The title of the checkpoint that did it.</param>
/// <param name="Seeds">The seeds of the pictures that were made.</param>
/// <param name="Steps">Denoising steps a picture was to have.</param>
/// <param name="StepsDone">Those that were done, over all batches.</param>
/// <param name="Interrupted">Somebody ended it early.</param>
public sealed record A1111Run(string Path, string Model, IReadOnlyList<long> Seeds, int Steps, int StepsDone, bool Interrupted);
