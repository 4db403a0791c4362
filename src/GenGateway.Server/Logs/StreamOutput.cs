namespace GenGateway.Server.Logs;

/// <summary>Lines to a stream that somebody else owns: standard output. A closed pipe is taken for good.</summary>
internal sealed class StreamOutput(Stream stream) : ILogOutput
{
    private bool _closed;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> lines)
    {
        if (_closed)
            return;
        try
        {
            await stream.WriteAsync(lines);
            await stream.FlushAsync();
        }
        catch (IOException)
        {
            // Serving goes on without a reader.
            _closed = true;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
