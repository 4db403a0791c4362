using System.Text;

namespace GenGateway.Recording;

/// <summary>
/// The texts of one batch of records: those that come again and again (names of models, backends, keys) as one string each, the others in memory that the next
/// batch uses again. Not thread safe.
/// </summary>
internal sealed class RecordTexts
{
    private const int Slots = 256;
    private const int Longest = 64;
    private const int Piece = 256 << 10;
    private const int MostPieces = 4;

    private readonly string?[] _slots = new string?[Slots];
    private readonly List<byte[]> _pieces = [];
    private int _piece;
    private int _used;

    /// <summary>A short text of UTF-8 bytes.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > Longest)
            return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _slots[((utf8.Length * 31) + (utf8[0] * 7) + utf8[^1] + (utf8[utf8.Length / 2] * 13)) % Slots];
        return slot is not null && Ascii.Equals(utf8, slot) ? slot : slot = Encoding.UTF8.GetString(utf8);
    }

    /// <summary>A copy of a long text, valid until <see cref="Reset"/>.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return default;
        if (utf8.Length > Piece)
            return utf8.ToArray();
        if (_pieces.Count == 0 || _used + utf8.Length > Piece)
        {
            _piece = _pieces.Count == 0 ? 0 : _piece + 1;
            _used = 0;
            if (_piece == _pieces.Count)
                _pieces.Add(new byte[Piece]);
        }

        var kept = _pieces[_piece].AsMemory(_used, utf8.Length);
        utf8.CopyTo(kept.Span);
        _used += utf8.Length;
        return kept;
    }

    /// <summary>Forgets what was kept: the batch is stored.</summary>
    public void Reset()
    {
        if (_pieces.Count > MostPieces)
            _pieces.RemoveRange(MostPieces, _pieces.Count - MostPieces);
        for (var i = 0; i <= _piece && i < _pieces.Count; i++)
            _pieces[i].AsSpan(0, i < _piece ? Piece : _used).Clear();
        _piece = _used = 0;
    }
}
