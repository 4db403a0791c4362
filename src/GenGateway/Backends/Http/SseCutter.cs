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
    private SseFrameKind _kind;

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
                frame = Take(next, isClosed: true);
                return true;
            }
        }

        if (isEnd && unread.Length > 0)
        {
            if (_lineStart < unread.Length)
                TakeLine(unread, unread[_lineStart..]);
            frame = Take(unread.Length, isClosed: false);
            return true;
        }

        frame = default;
        return false;
    }

    private SseFrame Take(int length, bool isClosed)
    {
        var frame = new SseFrame(length, _data, _joined, _hasData, _kind, isClosed);
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

        var colon = line.IndexOf((byte)':');
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (!value.IsEmpty && value[0] == ' ')
            value = value[1..];
        if (!field.SequenceEqual("data"u8))
        {
            _kind = (SseFrameKind)Math.Max((int)_kind, (int)KindOf(field, value));
            return;
        }

        if (!_hasData)
        {
            _hasData = true;
            _data = new ByteRange(start + line.Length - value.Length, value.Length);
            return;
        }

        _joined = [.. _joined ?? unread.Slice(_data.Start, _data.Length), (byte)'\n', .. value];
    }

    private static SseFrameKind KindOf(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        if (field.SequenceEqual("event"u8))
            return value.TrimEnd((byte)' ').SequenceEqual("error"u8) ? SseFrameKind.Error : SseFrameKind.Usual;
        // Older llama-servers write "error: {…}", broken proxies the bare object.
        if (field.SequenceEqual("error"u8) || field.StartsWith("{\"error\""u8))
            return SseFrameKind.Error;
        return field.IsEmpty || field.SequenceEqual("id"u8) || field.SequenceEqual("retry"u8) ? SseFrameKind.Usual : SseFrameKind.Foreign;
    }
}
