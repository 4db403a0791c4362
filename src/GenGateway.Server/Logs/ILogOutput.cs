namespace GenGateway.Server.Logs;

/// <summary>Where whole lines go. Used by the log's one writer.</summary>
internal interface ILogOutput : IAsyncDisposable
{
    /// <summary>Writes lines and hands them on at once.</summary>
    /// <param name="lines">One or more whole lines.</param>
    /// <exception cref="IOException">They could not be written; the next ones may.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> lines);
}
