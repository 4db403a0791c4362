namespace GenGateway.Engine.Imaging.Png;

/// <summary>PNG's colour types, by their numbers in the file.</summary>
public enum PngColour : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
