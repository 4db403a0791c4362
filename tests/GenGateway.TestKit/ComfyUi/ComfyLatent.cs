namespace GenGateway.TestKit.ComfyUi;

/// <summary>What a LATENT output holds.</summary>
/// <param name="Width">Pixels of the picture it becomes.</param>
/// <param name="Height">Pixels of the picture it becomes.</param>
/// <param name="Seeds">One for each picture; 0 where it is empty.</param>
/// <param name="Mask">Where it may be changed; null: everywhere.</param>
internal sealed record ComfyLatent(int Width, int Height, IReadOnlyList<long> Seeds, ComfyMask? Mask = null);
