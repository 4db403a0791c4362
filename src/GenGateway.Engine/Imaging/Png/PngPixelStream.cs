namespace GenGateway.Engine.Imaging.Png;

/// <summary>What the chunks of a PNG's pixels (IDAT) hold together: one zlib stream. Each chunk's checksum is looked at before its bytes are given.</summary>
/// <param name="cursor">Stands behind the first of them.</param>
/// <param name="first">The first of them.</param>
internal sealed class PngPixelStream(PngCursor cursor, PngChunk first) : Stream
{
    private ReadOnlyMemory<byte> _rest = Checked(first);
    private bool _isEnded;

    /// <summary>Whether the file ended where another chunk of pixels might have come.</summary>
    public bool IsCutOff { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_rest.IsEmpty)
        {
            if (_isEnded)
                return 0;
            if (cursor.IsAtEnd)
            {
                _isEnded = IsCutOff = true;
                return 0;
            }

            var next = cursor.Next();
            if (!next.Is("IDAT"u8))
            {
                _isEnded = true;
                return 0;
            }

            _rest = Checked(next);
        }

        var taken = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..taken].CopyTo(buffer);
        _rest = _rest[taken..];
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static ReadOnlyMemory<byte> Checked(PngChunk chunk)
    {
        chunk.Check();
        return chunk.Data;
    }
}
