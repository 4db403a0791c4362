namespace GenGateway.Engine.Tokenizing;

/// <summary>The 256 printable characters that stand for the 256 bytes in a byte-level vocabulary, as GPT-2 defined them.</summary>
/// <remarks>Bytes that print in Latin-1 (0x21–0x7E, 0xA1–0xAC, 0xAE–0xFF) keep their character; the other 68 take U+0100 and up, in order.</remarks>
internal static class ByteAlphabet
{
    private const int End = 256 + 68;

    private static readonly char[] Characters = new char[256];
    private static readonly short[] Bytes = new short[End];

    static ByteAlphabet()
    {
        Array.Fill(Bytes, (short)-1);
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            var prints = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            var character = prints ? (char)value : (char)next++;
            Characters[value] = character;
            Bytes[character] = (short)value;
        }
    }

    public static char CharacterOf(byte value) => Characters[value];

    public static bool TryGetByte(char character, out byte value)
    {
        var found = character < End ? Bytes[character] : (short)-1;
        value = unchecked((byte)found);
        return found >= 0;
    }
}
