using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Cuts an event stream into frames, wherever its packets end. WHATWG HTML, 9.2.6: lines end in LF, CRLF or CR, a blank line ends a frame.</summary>
/// <remarks>Remembers how far it looked, so that a frame that comes in many packets is not searched again and again.</remarks>
internal struct SseCutter
{
    private int _scanned;
    private int _lineStart;
    private ByteRange _data;
    private byte[]? _joined;
    private bool _hasData;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Cuts the next frame off.</summary>
    /// <param name="unread">From the first byte that belongs to no frame yet; the same beginning at each call until a frame was cut.</param>
    /// <param name="isEnd">Whether nothing follows: then what is there counts as a frame.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>False when more bytes are needed, or none are left.</returns>
    public bool TryCut(ReadOnlySpan<byte> unread, bool isEnd, out SseFrame frame)
    {
        while (_scanned < unread.Length)
        {
            var found = unread[_scanned..].IndexOfAny((byte)'\n', (byte)'\r');
            if (found < 0)
            {
                _scanned = unread.Length;
                break;
            }

            var end = _scanned + found;
            var next = end + 1;
            if (unread[end] == '\r')
            {
                // Whether a line feed belongs to it is not known yet.
                if (next == unread.Length && !isEnd)
                {
                    _scanned = end;
                    break;
                }

                if (next < unread.Length && unread[next] == '\n')
                    next++;
            }

            var line = unread[_lineStart..end];
            var isBlank = line.IsEmpty;
            if (!isBlank)
                TakeLine(unread, line);
            _scanned = _lineStart = next;
            if (isBlank)
            {
                frame = Take(next);
                return true;
            }
        }

        if (isEnd && unread.Length > 0)
        {
            if (_lineStart < unread.Length)
                TakeLine(unread, unread[_lineStart..]);
            frame = Take(unread.Length);
            return true;
        }

        frame = default;
        return false;
    }

    private SseFrame Take(int length)
    {
        var frame = new SseFrame(length, _data, _joined, _hasData);
        this = default;
        return frame;
    }

    private void TakeLine(ReadOnlySpan<byte> unread, ReadOnlySpan<byte> line)
    {
        var start = _lineStart;
        if (start == 0 && line.StartsWith(ByteOrderMark))
        {
            start += ByteOrderMark.Length;
            line = line[ByteOrderMark.Length..];
        }

        if (!line.StartsWith("data"u8))
            return;
        var value = line[4..];
        if (value.IsEmpty || value[0] != ':')
        {
            if (!value.IsEmpty)
                return;
        }
        else
        {
            value = value[1..];
            if (!value.IsEmpty && value[0] == ' ')
                value = value[1..];
        }

        if (!_hasData)
        {
            _hasData = true;
            _data = new ByteRange(start + line.Length - value.Length, value.Length);
            return;
        }

        _joined = [.. _joined ?? unread.Slice(_data.Start, _data.Length), (byte)'\n', .. value];
    }
}
