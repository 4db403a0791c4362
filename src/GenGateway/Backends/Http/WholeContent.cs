using System.Net.Http.Headers;

namespace GenGateway.Backends.Http;

/// <summary>A body of JSON that the gateway wrote itself, in one piece.</summary>
internal sealed class WholeContent : UpstreamContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly long _length;
    private ReadOnlyMemory<byte> _body;

    public WholeContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _length = body.Length;
        Headers.ContentType = Json;
    }

    protected override Task WriteAsync(Stream stream, CancellationToken cancellationToken) => stream.WriteAsync(_body, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    // The answer knows its request as long as it is read; the body is not to stay in memory for that.
    protected override void Dispose(bool disposing)
    {
        _body = default;
        base.Dispose(disposing);
    }
}
