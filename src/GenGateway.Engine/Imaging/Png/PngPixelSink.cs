namespace GenGateway.Engine.Imaging.Png;

/// <summary>Writes a PNG's compressed pixels as chunks (IDAT).</summary>
internal sealed class PngPixelSink(Stream output) : Stream
{
    private readonly byte[] _buffer = new byte[32 << 10];
    private int _buffered;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var taken = Math.Min(buffer.Length, _buffer.Length - _buffered);
            buffer[..taken].CopyTo(_buffer.AsSpan(_buffered));
            buffer = buffer[taken..];
            _buffered += taken;
            if (_buffered == _buffer.Length)
                Emit();
        }
    }

    /// <summary>Writes what is left, once nothing more comes.</summary>
    public override void Flush()
    {
        // Asked by whoever compresses, too; a chunk is as good anywhere.
        if (_buffered > 0)
            Emit();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Emit()
    {
        output.Write(PngChunk.Write("IDAT"u8, _buffer.AsSpan(0, _buffered)));
        _buffered = 0;
    }
}
