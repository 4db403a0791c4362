namespace GenGateway.Journey;

/// <summary>Where a picture may change.</summary>
/// <param name="Image">A picture of the same size.</param>
/// <param name="IsAlpha">True: what is transparent may change (OpenAI). False: what is white may (Stable Diffusion WebUI).</param>
public sealed record ImageMask(ImageInput Image, bool IsAlpha);
