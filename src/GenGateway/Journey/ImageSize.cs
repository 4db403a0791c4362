using System.Globalization;

namespace GenGateway.Journey;

/// <summary>A picture's size in pixels, each at least 1.</summary>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>Most pixels of a side that a client may ask for.</summary>
    public const int LongestSide = 16_384;

    /// <summary>Pixels in all.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>As clients write it (<c>1024x768</c>).</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");
}
