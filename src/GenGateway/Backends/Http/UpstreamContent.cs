namespace GenGateway.Backends.Http;

/// <summary>A body on its way to a backend, which remembers when it went. May be sent twice, one sending after another.</summary>
public abstract class UpstreamContent : HttpContent
{
    /// <summary>Dates the writing; null: it is not dated.</summary>
    internal TimeProvider? Clock { get; set; }

    /// <summary>The clock's timestamp of the moment when the last sending began.</summary>
    internal long BeganAt { get; private set; }

    /// <summary>Whether the last sending wrote all of it.</summary>
    internal bool IsWritten { get; private set; }

    /// <summary>Writes the bytes.</summary>
    protected abstract Task WriteAsync(Stream stream, CancellationToken cancellationToken);

    protected sealed override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
    {
        BeganAt = Clock?.GetTimestamp() ?? 0;
        IsWritten = false;
        await WriteAsync(stream, cancellationToken).ConfigureAwait(false);
        IsWritten = true;
    }

    protected sealed override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);
}
