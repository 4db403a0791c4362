using System.Buffers.Text;
using System.Text;

namespace GenGateway.Load.Drive;

/// <summary>Reads one HTTP/1.1 answer after the other from what a connection brings. A stream's text goes to the scanner; a whole body is only counted.</summary>
/// <param name="terminator">What a whole stream ends with.</param>
internal sealed class AnswerReader(byte[] terminator)
{
    private byte[] _carry = new byte[2048];
    private int _kept;
    private Step _step;
    private long _left;
    private bool _chunked;

    private enum Step
    {
        Head,
        Body,
        ChunkSize,
        ChunkEnd,
        Trailer,
        Done,
    }

    public EventScanner Scanner { get; } = new(terminator);

    public int Status { get; private set; }

    /// <summary>Whether the answer is whole.</summary>
    public bool Done => _step == Step.Done;

    /// <summary>Whether what came is not HTTP.</summary>
    public bool Broken { get; private set; }

    public void Reset()
    {
        (_step, _kept, Status, Broken) = (Step.Head, 0, 0, false);
        Scanner.Reset();
    }

    /// <summary>Takes what was received.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="now">When it came.</param>
    /// <param name="scan">Whether the body is a stream to look into.</param>
    /// <param name="travel">Where travel times go; null while nothing is measured.</param>
    public void Read(ReadOnlySpan<byte> bytes, long now, bool scan, Drive.Samples? travel)
    {
        if (_kept > 0)
        {
            // Only heads and chunk sizes are ever cut; bodies are taken as they come.
            if (_carry.Length < _kept + bytes.Length)
                Array.Resize(ref _carry, (_kept + bytes.Length) * 2);
            bytes.CopyTo(_carry.AsSpan(_kept));
            bytes = _carry.AsSpan(0, _kept + bytes.Length);
            _kept = 0;
        }

        while (!bytes.IsEmpty && _step != Step.Done && !Broken)
        {
            var taken = _step switch
            {
                Step.Head => Head(bytes),
                Step.Body => Body(bytes, now, scan, travel),
                Step.ChunkSize => ChunkSize(bytes),
                Step.ChunkEnd => Line(bytes, Step.ChunkSize),
                _ => Trailer(bytes),
            };
            if (taken == 0)
            {
                Keep(bytes);
                return;
            }

            bytes = bytes[taken..];
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_carry.Length < bytes.Length)
            Array.Resize(ref _carry, bytes.Length * 2);
        bytes.CopyTo(_carry);
        _kept = bytes.Length;
    }

    private int Head(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.IndexOf("\r\n\r\n"u8) + 4;
        if (length < 4)
            return 0;
        if (!bytes.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(bytes[9..], out int status, out _))
        {
            Broken = true;
            return length;
        }

        Status = status;
        (_left, _chunked) = (0, false);
        foreach (var range in bytes[..length].Split("\r\n"u8))
        {
            var field = bytes[range];
            if (field.Length > 15 && Ascii.EqualsIgnoreCase(field[..15], "content-length:"u8))
                Broken |= !Utf8Parser.TryParse(field[15..].TrimStart((byte)' '), out _left, out _);
            else if (field.Length > 18 && Ascii.EqualsIgnoreCase(field[..18], "transfer-encoding:"u8))
                _chunked = true;
        }

        _step = _chunked ? Step.ChunkSize : _left == 0 ? Step.Done : Step.Body;
        return length;
    }

    private int Body(ReadOnlySpan<byte> bytes, long now, bool scan, Drive.Samples? travel)
    {
        var taken = (int)Math.Min(_left, bytes.Length);
        if (scan)
            Scanner.Scan(bytes[..taken], now, travel);
        _left -= taken;
        if (_left == 0)
            _step = _chunked ? Step.ChunkEnd : Step.Done;
        return taken;
    }

    private int ChunkSize(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0)
            return 0;
        Broken = !Utf8Parser.TryParse(bytes[..end], out long size, out _, 'x');
        (_left, _step) = (size, size == 0 ? Step.Trailer : Step.Body);
        return end + 2;
    }

    private int Line(ReadOnlySpan<byte> bytes, Step next)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0)
            return 0;
        _step = next;
        return end + 2;
    }

    private int Trailer(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end == 0)
            _step = Step.Done;
        return end + 2 is 1 ? 0 : end + 2;
    }
}
