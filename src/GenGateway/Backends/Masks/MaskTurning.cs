using System.Buffers;
using GenGateway.Engine.Imaging;
using GenGateway.Engine.Imaging.Png;

namespace GenGateway.Backends.Masks;

/// <summary>Makes one kind of mask of another, as a PNG, row by row. Pure.</summary>
internal static class MaskTurning
{
    private const int Lighter = 128;

    /// <summary>The clearer a pixel, the whiter.</summary>
    /// <returns>True: there is one.</returns>
    public static bool ToWhite(Picture picture, Stream output) => Write(picture, PngColour.Grey, output, static (rgba, grey) =>
    {
        for (var x = 0; x < grey.Length; x++)
            grey[x] = (byte)(byte.MaxValue - rgba[(x * Picture.PixelBytes) + 3]);
    });

    /// <summary>The lighter a pixel, the whiter.</summary>
    /// <param name="picture">The mask; where any of it is transparent, opaque counts as light.</param>
    /// <param name="inverted">Whether the darker is the whiter instead.</param>
    /// <param name="output">Takes the file.</param>
    /// <returns>True: there is one.</returns>
    public static bool ToGrey(Picture picture, bool inverted, Stream output)
    {
        var byAlpha = picture.IsTransparent;
        var turn = inverted ? byte.MaxValue : 0;
        return Write(picture, PngColour.Grey, output, (rgba, grey) =>
        {
            for (var x = 0; x < grey.Length; x++)
                grey[x] = (byte)(Lightness(rgba.Slice(x * Picture.PixelBytes, Picture.PixelBytes), byAlpha) ^ turn);
        });
    }

    /// <summary>What is light becomes clear, the rest black.</summary>
    /// <param name="picture">The mask, as above.</param>
    /// <param name="inverted">Whether the dark becomes clear instead.</param>
    /// <param name="output">Takes the file.</param>
    /// <returns>True: there is one.</returns>
    public static bool ToTransparent(Picture picture, bool inverted, Stream output)
    {
        var byAlpha = picture.IsTransparent;
        return Write(picture, PngColour.Rgba, output, (rgba, masked) =>
        {
            masked.Clear();
            for (var at = 0; at < masked.Length; at += Picture.PixelBytes)
            {
                var isLight = Lightness(rgba.Slice(at, Picture.PixelBytes), byAlpha) >= Lighter;
                masked[at + 3] = isLight != inverted ? (byte)0 : byte.MaxValue;
            }
        });
    }

    // ITU-R BT.601, with Pillow's weights.
    private static int Lightness(ReadOnlySpan<byte> rgba, bool byAlpha) => byAlpha ? rgba[3] : ((rgba[0] * 299) + (rgba[1] * 587) + (rgba[2] * 114)) / 1000;

    private static bool Write(Picture picture, PngColour colour, Stream output, RowTurning turn)
    {
        using var writer = new PngWriter(output, picture.Width, picture.Height, colour);
        var length = picture.Width * (colour == PngColour.Grey ? 1 : Picture.PixelBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (var y = 0; y < picture.Height; y++)
            {
                var row = buffer.AsSpan(0, length);
                turn(picture.Row(y), row);
                writer.WriteRow(row);
            }

            writer.Finish();
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private delegate void RowTurning(ReadOnlySpan<byte> rgba, Span<byte> made);
}
