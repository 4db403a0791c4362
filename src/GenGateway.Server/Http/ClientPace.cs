using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using GenGateway.Errors;

namespace GenGateway.Server.Http;

/// <summary>Sends what is written and bounds the wait for a client that does not read. Stateless, thread safe.</summary>
internal sealed class ClientPace(TimeSpan writeTimeout, TimeProvider clock)
{
    // As much as the server lets a connection hold before it waits for the client.
    private const int MostAtOnce = 64 * 1024;

    /// <summary>Writes and sends, a large answer piece by piece: each has its own timeout, and the connection never holds a second copy of the whole.</summary>
    /// <returns>Null, or that nobody reads any more.</returns>
    public ValueTask<Failure?> SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // An event of a stream: no state machine beside the flush's own.
        if (bytes.Length > MostAtOnce)
            return SendPiecesAsync(context, bytes, cancellationToken);
        context.Response.BodyWriter.Write(bytes.Span);
        return FlushAsync(context, cancellationToken);
    }

    /// <summary>Sends what is written.</summary>
    /// <returns>Null, or that nobody reads any more.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Failure?> FlushAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var flush = context.Response.BodyWriter.FlushAsync(CancellationToken.None);
        FlushResult result;
        try
        {
            // Nearly always there is room; only a client that lags costs a timer.
            result = flush.IsCompleted ? await flush : await flush.AsTask().WaitAsync(writeTimeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            context.Abort();
            return new Failure(FailureKind.ClientLeft, $"The client took nothing for {writeTimeout.TotalSeconds:0} s; the connection was closed.");
        }

        return result.IsCompleted || context.RequestAborted.IsCancellationRequested
            ? new Failure(FailureKind.ClientLeft, "The client closed the connection.")
            : null;
    }

    private async ValueTask<Failure?> SendPiecesAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, MostAtOnce)];
            if (await SendAsync(context, piece, cancellationToken) is { } lost)
                return lost;
            bytes = bytes[piece.Length..];
        }

        return null;
    }
}
