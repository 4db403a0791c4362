namespace GenGateway.Backends.Ollama;

/// <summary>Cuts a stream into lines, wherever its packets end. Remembers how far it looked, so that a line in many packets is not searched again and again.</summary>
internal struct LineCutter
{
    private int _scanned;

    /// <summary>Cuts the next line off.</summary>
    /// <param name="unread">From the first byte that belongs to no line yet; the same beginning at each call until a line was cut.</param>
    /// <param name="isEnd">Whether nothing follows: then what is there counts as a line.</param>
    /// <param name="line">Bytes of the line, its end left out; 0 for a blank one.</param>
    /// <param name="length">All its bytes, its end included.</param>
    /// <returns>False when more bytes are needed, or none are left.</returns>
    public bool TryCut(ReadOnlySpan<byte> unread, bool isEnd, out int line, out int length)
    {
        line = length = 0;
        var found = unread[_scanned..].IndexOf((byte)'\n');
        if (found < 0 && !isEnd)
        {
            _scanned = unread.Length;
            return false;
        }

        line = found < 0 ? unread.Length : _scanned + found;
        length = found < 0 ? line : line + 1;
        _scanned = 0;
        if (line > 0 && unread[line - 1] == (byte)'\r')
            line--;
        // Some proxies send blanks to keep a connection.
        if (unread[..line].Trim(" \t\r"u8).IsEmpty)
            line = 0;
        return length > 0;
    }
}
