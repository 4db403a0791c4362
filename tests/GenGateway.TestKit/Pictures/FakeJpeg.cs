namespace GenGateway.TestKit.Pictures;

/// <summary>Writes JPEG files (ITU-T T.81, baseline): one shade of grey all over, which the seed decides.</summary>
public static class FakeJpeg
{
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="seed">Decides the shade.</param>
    public static byte[] Of(int width, int height, long seed)
    {
        // With every quantizer 8, a block's first coefficient is its mean less 128: here 64 to 127, which takes 7 bits.
        var shade = 64 + (int)(FakePixels.Color(seed, 0, 0) % 64);
        byte[] quantizers = [0, .. Enumerable.Repeat((byte)8, 64)];
        // Codes of first coefficients: 0 for no difference to the block before, 10 for one of 7 bits. Of the others: 0 for the end of the block.
        byte[] first = [0x00, 1, 1, .. new byte[14], 0, 7];
        byte[] others = [0x10, 1, .. new byte[15], 0];
        var bits = new FakeBits(lowestFirst: false);
        bits.Put(0b10, 2);
        bits.Put(shade, 7);
        bits.Put(0, 1);
        for (var block = 1; block < ((width + 7) / 8) * ((height + 7) / 8); block++)
            bits.Put(0, 2);
        return
        [
            0xFF, 0xD8,
            .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
            .. Segment(0xDB, quantizers),
            .. Segment(0xC0, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]),
            .. Segment(0xC4, first),
            .. Segment(0xC4, others),
            .. Segment(0xDA, [1, 1, 0x00, 0, 63, 0]),
            .. bits.Take(padding: 1),
            0xFF, 0xD9,
        ];
    }

    private static byte[] Segment(byte marker, byte[] data) => [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];
}
