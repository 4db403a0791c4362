namespace GenGateway.TestKit.ComfyUi;

/// <summary>A mask that reached a latent.</summary>
/// <param name="NodeClass">The class that read it: <c>LoadImage</c> or <c>LoadImageMask</c>.</param>
/// <param name="FileName">The input's name as the graph has it.</param>
/// <param name="Channel">The picture's channel that is the mask. The alpha channel counts inverted, as the real nodes read it.</param>
/// <param name="Bytes">The file.</param>
/// <param name="UsedBy">The class that put it on the latent, null as long as none did.</param>
/// <param name="Grow">Pixels by which <c>VAEEncodeForInpaint</c> grows it; 0 for the others.</param>
public sealed record ComfyMask(string NodeClass, string FileName, string Channel, byte[] Bytes, string? UsedBy = null, int Grow = 0);
