namespace GenGateway.Tests.Backends;

/// <summary>A body that comes in the packets that a test decided.</summary>
internal sealed class PacketStream(IEnumerable<byte[]> packets) : Stream
{
    private readonly Queue<byte[]> _packets = new(packets.Where(static packet => packet.Length > 0));
    private int _taken;

    /// <summary>What happens behind the last packet; null: a clean end.</summary>
    public Exception? Breaks { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (!_packets.TryPeek(out var packet))
            return Breaks is null ? 0 : throw Breaks;
        var count = Math.Min(buffer.Length, packet.Length - _taken);
        packet.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        if (_taken == packet.Length)
        {
            _packets.Dequeue();
            _taken = 0;
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
