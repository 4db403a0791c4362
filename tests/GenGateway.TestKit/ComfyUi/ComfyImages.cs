namespace GenGateway.TestKit.ComfyUi;

/// <summary>What an IMAGE output holds: pictures of one size, each given by the seed that paints it.</summary>
internal sealed record ComfyImages(int Width, int Height, IReadOnlyList<long> Seeds);
