using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GenGateway.Engine.Imaging.Png;

/// <summary>Turns a PNG's samples into 8-bit RGBA. Pure once it is made; 16 bits become 8 by rounding, and what is transparent is compared before that.</summary>
internal sealed class PngSamples
{
    private const uint Opaque = 0xff000000;

    private readonly PngHeader _header;

    // Of pictures with few colours or greys: the pixel of each sample.
    private readonly uint[]? _pixels;

    // Three 16-bit samples, or one; as the file has them.
    private readonly ReadOnlyMemory<byte> _transparent;

    /// <param name="header">The picture's.</param>
    /// <param name="palette">Three bytes a colour, where it has a palette.</param>
    /// <param name="transparency">What tRNS holds; empty: there is none.</param>
    /// <exception cref="PictureException">They do not fit each other.</exception>
    public PngSamples(PngHeader header, ReadOnlyMemory<byte> palette, ReadOnlyMemory<byte> transparency)
    {
        _header = header;
        if (header.Colour == PngColour.Palette)
        {
            _pixels = PixelsOf(palette.Span, transparency.Span);
            return;
        }

        var expected = header.Colour switch
        {
            PngColour.Grey => 2,
            PngColour.Rgb => 6,
            // Forbidden there, and without a meaning.
            _ => 0,
        };
        if (expected > 0 && !transparency.IsEmpty)
        {
            if (transparency.Length != expected)
                throw PictureException.Corrupt("its transparent colour (tRNS) has the wrong length");
            _transparent = transparency;
        }

        if (header is { Colour: PngColour.Grey, Depth: <= 8 })
            _pixels = Greys(header.Depth, _transparent.Span);
    }

    /// <summary>Converts a row.</summary>
    /// <param name="row">Its samples, unfiltered.</param>
    /// <param name="rgba">Takes the pixels; its length says how many there are.</param>
    public void Convert(ReadOnlySpan<byte> row, Span<byte> rgba)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(rgba);
        if (_pixels is not null)
            Look(row, pixels, _pixels, _header.Depth);
        else if (_header.Depth == 16)
            Deep(row, rgba);
        else
            Plain(row, rgba, pixels);
    }

    private static void Look(ReadOnlySpan<byte> row, Span<uint> pixels, uint[] table, int depth)
    {
        if (depth == 8)
        {
            for (var x = 0; x < pixels.Length; x++)
                pixels[x] = table[row[x]];
            return;
        }

        var mask = (1 << depth) - 1;
        for (var x = 0; x < pixels.Length; x++)
        {
            var bit = x * depth;
            pixels[x] = table[(row[bit >> 3] >> (8 - depth - (bit & 7))) & mask];
        }
    }

    private void Plain(ReadOnlySpan<byte> row, Span<byte> rgba, Span<uint> pixels)
    {
        switch (_header.Colour)
        {
            case PngColour.Rgba:
                row[..rgba.Length].CopyTo(rgba);
                break;
            case PngColour.GreyAlpha:
                for (var x = 0; x < pixels.Length; x++)
                    pixels[x] = (row[2 * x] * 0x010101u) | ((uint)row[(2 * x) + 1] << 24);
                break;
            default:
                // The high bytes of what is compared must be zero: such a sample there is not.
                var key = _transparent.Span;
                var hidden = !key.IsEmpty && (key[0] | key[2] | key[4]) == 0 ? (uint)(key[1] | (key[3] << 8) | (key[5] << 16)) : uint.MaxValue;
                for (var x = 0; x < pixels.Length; x++)
                {
                    var colour = (uint)(row[3 * x] | (row[(3 * x) + 1] << 8) | (row[(3 * x) + 2] << 16));
                    pixels[x] = colour == hidden ? colour : colour | Opaque;
                }

                break;
        }
    }

    private void Deep(ReadOnlySpan<byte> row, Span<byte> rgba)
    {
        var channels = _header.Channels;
        var pixel = channels * 2;
        var key = _transparent.Span;
        for (var at = 0; at < rgba.Length; at += Picture.PixelBytes, row = row[pixel..])
        {
            var first = Rounded(row);
            var isGrey = channels < 3;
            rgba[at] = first;
            rgba[at + 1] = isGrey ? first : Rounded(row[2..]);
            rgba[at + 2] = isGrey ? first : Rounded(row[4..]);
            rgba[at + 3] = (channels & 1) == 0 ? Rounded(row[(pixel - 2)..]) : !key.IsEmpty && row[..pixel].SequenceEqual(key) ? (byte)0 : byte.MaxValue;
        }
    }

    private static byte Rounded(ReadOnlySpan<byte> sample) => (byte)(((BinaryPrimitives.ReadUInt16BigEndian(sample) * 255u) + 32_767) / 65_535);

    private static uint[] Greys(int depth, ReadOnlySpan<byte> transparent)
    {
        var top = (1 << depth) - 1;
        var hidden = transparent.IsEmpty ? -1 : BinaryPrimitives.ReadUInt16BigEndian(transparent);
        var greys = new uint[top + 1];
        for (var sample = 0; sample <= top; sample++)
            greys[sample] = ((uint)(sample * 255 / top) * 0x010101u) | (sample == hidden ? 0 : Opaque);
        return greys;
    }

    private uint[] PixelsOf(ReadOnlySpan<byte> palette, ReadOnlySpan<byte> transparency)
    {
        if (palette.IsEmpty || palette.Length % 3 != 0 || palette.Length / 3 > 1 << _header.Depth)
            throw PictureException.Corrupt("its palette (PLTE) is missing, or has the wrong length");
        if (transparency.Length > palette.Length / 3)
            throw PictureException.Corrupt("its palette has fewer colours than tRNS says");
        // Who points behind the palette's end gets opaque black, as browsers show it.
        var pixels = new uint[256];
        pixels.AsSpan().Fill(Opaque);
        for (var colour = 0; colour < palette.Length / 3; colour++)
        {
            var alpha = colour < transparency.Length ? transparency[colour] : byte.MaxValue;
            pixels[colour] = (uint)(palette[3 * colour] | (palette[(3 * colour) + 1] << 8) | (palette[(3 * colour) + 2] << 16)) | ((uint)alpha << 24);
        }

        return pixels;
    }
}
