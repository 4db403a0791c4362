using GenGateway.Journey;

namespace GenGateway.Surfaces.WebUi;

/// <summary>A body of <c>txt2img</c> or <c>img2img</c>, read.</summary>
/// <param name="Task">What it asks.</param>
/// <param name="Checkpoint">The model that it names; null: none.</param>
/// <param name="Backend">The backend that it insists on; null: none.</param>
/// <param name="BatchSize">Pictures side by side.</param>
/// <param name="Batches">How often as many.</param>
/// <param name="SendsImages">Whether the answer brings the pictures.</param>
/// <param name="Dropped">What nobody does.</param>
internal sealed record WebUiAsked(ImageTask Task, string? Checkpoint, string? Backend, int BatchSize, int Batches, bool SendsImages, IReadOnlyList<string> Dropped);
