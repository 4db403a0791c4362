namespace GenGateway.Tests.Backends;

/// <summary>A body whose beginning comes and whose rest never does.</summary>
internal sealed class StalledStream(byte[] beginning) : Stream
{
    private readonly TaskCompletionSource _stalls = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isGiven;

    /// <summary>Completes when somebody waits for the rest.</summary>
    public Task Stalls => _stalls.Task;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isGiven && beginning.Length > 0)
        {
            _isGiven = true;
            beginning.CopyTo(buffer);
            return beginning.Length;
        }

        var waits = Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        _stalls.TrySetResult();
        await waits;
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
