using System.Buffers.Binary;

namespace GenGateway.Engine.Imaging.Native;

/// <summary>What a JPEG says before its pixels (ITU T.81, annex B).</summary>
/// <param name="Width">Pixels of a row as they are stored, 1 to 65,535.</param>
/// <param name="Height">Rows likewise.</param>
/// <param name="Components">1 (grey), 3 (colour) or 4 (CMYK).</param>
/// <param name="Orientation">EXIF's, 1 to 8.</param>
internal readonly record struct JpegHeader(int Width, int Height, int Components, int Orientation)
{
    // Real files have a few dozen.
    private const int MostSegments = 4096;
    private const byte StartOfScan = 0xda;
    private const byte EndOfImage = 0xd9;
    private const byte Exif = 0xe1;

    /// <summary>Whether width and height change places when it is put upright.</summary>
    public bool IsTurned => Orientation >= 5;

    /// <summary>Reads up to the first scan.</summary>
    /// <exception cref="PictureException">It is none, or of a kind that is not read.</exception>
    public static JpegHeader Read(ReadOnlySpan<byte> file)
    {
        var header = default(JpegHeader);
        var orientation = 0;
        var at = 2;
        for (var segment = 0; segment < MostSegments; segment++)
        {
            var marker = MarkerAt(file, ref at);
            if (marker == StartOfScan)
                return header.Width > 0 ? header with { Orientation = orientation is >= 1 and <= 8 ? orientation : 1 } : throw PictureException.Corrupt("its pixels come before its size");
            if (marker == EndOfImage)
                throw PictureException.Truncated("before its pixels");
            // Markers without anything behind them.
            if (marker is 0x01 or (>= 0xd0 and <= 0xd8))
                continue;
            if (file.Length - at < 2)
                throw PictureException.Truncated("within its header");
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
            if (length < 2)
                throw PictureException.Corrupt("a part of its header has no length");
            if (length > file.Length - at)
                throw PictureException.Truncated("within its header");
            var data = file.Slice(at + 2, length - 2);
            at += length;
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                if (header.Width > 0)
                    throw PictureException.Corrupt("it has two sizes");
                // Baseline, extended, progressive. The rest (lossless, hierarchical, arithmetic) nobody writes, and libraries differ on it.
                if (marker > 0xc2)
                    throw PictureException.Unsupported("JPEG pictures of this coding are not read here; send a baseline or progressive one.");
                header = SizeOf(data);
            }
            else if (marker == Exif && orientation == 0)
            {
                orientation = ExifOrientation.Of(data);
            }
        }

        throw PictureException.Corrupt("its header has no end");
    }

    /// <summary>How many scans it has at most: each may take as long as the whole picture.</summary>
    public static int ScansOf(ReadOnlySpan<byte> file)
    {
        var scans = 0;
        for (int found; (found = file.IndexOf([(byte)0xff, StartOfScan])) >= 0; scans++)
            file = file[(found + 2)..];
        return scans;
    }

    private static byte MarkerAt(ReadOnlySpan<byte> file, ref int at)
    {
        if (at >= file.Length)
            throw PictureException.Truncated("within its header");
        if (file[at] != 0xff)
            throw PictureException.Corrupt("its header has something where a marker must stand");
        while (at < file.Length && file[at] == 0xff)
            at++;
        return at < file.Length ? file[at++] : throw PictureException.Truncated("within its header");
    }

    private static JpegHeader SizeOf(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 6)
            throw PictureException.Corrupt("its frame's header is too short");
        if (frame[0] != 8)
            throw PictureException.Unsupported("JPEG pictures with other than 8 bits a sample are not read here.");
        var (height, width, components) = (BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]), frame[5]);
        if (width == 0 || height == 0)
            throw PictureException.Corrupt("it has no width, or no height");
        if (components is not (1 or 3 or 4))
            throw PictureException.Unsupported("JPEG pictures with other than 1, 3 or 4 components are not read here.");
        return new JpegHeader(width, height, components, 1);
    }
}
