using System.Net.Http.Headers;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>A client's body on its way to a backend, in pieces that are not copied together. May be sent twice: when a pooled connection turns out dead.</summary>
/// <remarks>Holds the body until it was disposed and nothing is being sent any more: a backend may answer before it has read all.</remarks>
internal sealed class PiecesContent : UpstreamContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly WireBody _body;
    private readonly ReadOnlyMemory<byte>[] _pieces;
    private readonly long _length;
    private int _users = 1;
    private int _disposed;

    /// <param name="body">Whose bytes the pieces are; this becomes one of its holders.</param>
    /// <param name="pieces">In order; empty ones are passed over.</param>
    public PiecesContent(WireBody body, ReadOnlyMemory<byte>[] pieces)
    {
        if (!body.TryHold())
            throw new InvalidOperationException("The body is given back already; an attempt begins before that.");
        _body = body;
        _pieces = pieces;
        foreach (var piece in pieces)
            _length += piece.Length;
        Headers.ContentType = Json;
    }

    protected override async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _users);
        try
        {
            foreach (var piece in _pieces)
            {
                if (!piece.IsEmpty)
                    await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Leave();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
            Leave();
        base.Dispose(disposing);
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _body.Release();
    }
}
