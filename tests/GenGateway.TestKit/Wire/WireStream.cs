using System.Net.Sockets;

namespace GenGateway.TestKit.Wire;

/// <summary>A connection on which HTTP has ended. One reader and one writer at a time; disposing leaves the connection alone.</summary>
internal sealed class WireStream(Socket socket, WireBuffer buffer) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> bytes, CancellationToken cancellationToken = default) => new(buffer.ReadSomeAsync(bytes, cancellationToken));

    public override Task<int> ReadAsync(byte[] bytes, int offset, int count, CancellationToken cancellationToken) => buffer.ReadSomeAsync(bytes.AsMemory(offset, count), cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
    }

    public override Task WriteAsync(byte[] bytes, int offset, int count, CancellationToken cancellationToken) => WriteAsync(bytes.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] bytes, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] bytes, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
