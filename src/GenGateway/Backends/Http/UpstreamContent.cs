namespace GenGateway.Backends.Http;

/// <summary>A body on its way to a backend, which remembers when it was written. May be sent twice, one sending after another.</summary>
public abstract class UpstreamContent : HttpContent
{
    /// <summary>Dates the writing; null: it is not dated.</summary>
    internal TimeProvider? Clock { get; set; }

    /// <summary>The clock's timestamp of the moment when the last sending had written all of it; null: it never came so far.</summary>
    internal long? WrittenAt { get; private set; }

    /// <summary>Writes the bytes.</summary>
    protected abstract Task WriteAsync(Stream stream, CancellationToken cancellationToken);

    protected sealed override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
    {
        WrittenAt = null;
        await WriteAsync(stream, cancellationToken).ConfigureAwait(false);
        WrittenAt = Clock?.GetTimestamp();
    }

    protected sealed override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);
}
