using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;
using Microsoft.AspNetCore.Connections;

namespace GenGateway.Server.Http;

/// <summary>Reads a request's body whole, bounded in size, time and the memory that all of them share. Stateless, thread safe.</summary>
internal sealed class BodyReader(long maxBytes, MemoryBudget memory, TimeSpan timeout, TimeProvider clock)
{
    private const int FirstBuffer = 16 * 1024;

    /// <returns>The body, or why it is not read. A client that leaves gives <see cref="FailureKind.ClientLeft"/>.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Outcome<PooledBody>> ReadAsync(HttpContext context)
    {
        var promised = context.Request.ContentLength;
        if (promised > maxBytes)
            return TooLarge();

        // What is promised is reserved before the first byte is read; a body of unknown length reserves as it grows.
        var body = new PooledBody((int)Math.Min(promised ?? FirstBuffer, FirstBuffer), memory);
        if (!body.TryReserve(promised))
        {
            body.Dispose();
            return memory.Full();
        }

        Failure? failure = null;
        try
        {
            var reader = context.Request.BodyReader;
            // Mostly it came together with the head: then nothing is waited for, and no timer is needed.
            if (!reader.TryRead(out var read) || !IsDone(body, reader, read, out failure))
            {
                using var limit = new CancellationTokenSource(timeout, clock);
                var began = clock.GetTimestamp();
                // Not by the read's own token: the server would log a read that it cannot end.
                using var cut = limit.Token.UnsafeRegister(static read => ((PipeReader)read!).CancelPendingRead(), reader);
                failure = await FillAsync(body, reader);
                body.Waited = clock.GetElapsedTime(began);
            }
        }
        catch (OperationCanceledException)
        {
            failure = Left();
        }
        catch (BadHttpRequestException thrown)
        {
            failure = thrown.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge(),
                StatusCodes.Status408RequestTimeout => TooSlow(),
                _ => Malformed(),
            };
        }
        catch (ConnectionResetException)
        {
            failure = Left();
        }
        catch (IOException)
        {
            // A chunk's size beyond all numbers is told as this, too; then the client is still there.
            failure = context.RequestAborted.IsCancellationRequested ? Left() : Malformed();
        }

        catch (OutOfMemoryException)
        {
            // There was room in the budget, and none in the process.
            failure = memory.Full();
        }
        catch
        {
            body.Dispose();
            throw;
        }

        if (failure is null)
            return body;
        body.Dispose();
        return failure;
    }

    private async ValueTask<Failure?> FillAsync(PooledBody body, PipeReader reader)
    {
        while (true)
        {
            if (IsDone(body, reader, await reader.ReadAsync(CancellationToken.None), out var failure))
                return failure;
        }
    }

    /// <summary>Takes what was read.</summary>
    /// <returns>Whether nothing more is to be read: the body is whole, or <paramref name="failure"/> says why it is not taken.</returns>
    private bool IsDone(PooledBody body, PipeReader reader, in ReadResult read, out Failure? failure)
    {
        failure = read.IsCanceled ? TooSlow() : body.Length + read.Buffer.Length > maxBytes ? TooLarge() : body.TryAppend(read.Buffer) ? null : memory.Full();
        // Also where it is not taken: the server looks for the rest of the body, and a read that was begun and never ended is an error in its log.
        reader.AdvanceTo(read.Buffer.End);
        return failure is not null || read.IsCompleted;
    }

    private Failure TooLarge() => new(FailureKind.BodyTooLarge, $"The body is larger than server.max_body_bytes ({maxBytes} bytes). Send less, or raise it.");

    private Failure TooSlow() => new(FailureKind.RequestTimeout, $"The body did not arrive within server.body_timeout_secs ({timeout.TotalSeconds:0} s), or too slowly. Send it faster, or raise it.");

    private static Failure Malformed() => new(FailureKind.InvalidJson, "The body broke off or its chunks are malformed.");

    private static Failure Left() => new(FailureKind.ClientLeft, "The client closed the connection while it sent the body.");
}
