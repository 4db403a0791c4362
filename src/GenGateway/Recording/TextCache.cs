using System.Text;

namespace GenGateway.Recording;

/// <summary>Short texts that come again and again (names of models, backends, keys) as one string each. Not thread safe; holds a bounded number.</summary>
internal sealed class TextCache
{
    private const int Slots = 256;
    private const int Longest = 64;

    private readonly string?[] _slots = new string?[Slots];

    /// <summary>The text of UTF-8 bytes.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > Longest)
            return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _slots[((utf8.Length * 31) + (utf8[0] * 7) + utf8[^1] + (utf8[utf8.Length / 2] * 13)) % Slots];
        return slot is not null && Ascii.Equals(utf8, slot) ? slot : slot = Encoding.UTF8.GetString(utf8);
    }
}
