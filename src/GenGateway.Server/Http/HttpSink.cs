using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Server.Images;
using GenGateway.Surfaces;

namespace GenGateway.Server.Http;

/// <summary>Writes an answer to an HTTP client: whole bodies with their length, streams event by event. One request, one owner.</summary>
internal sealed class HttpSink(HttpContext context, SurfaceRequest surface, ClientPace pace, PingingStart? early = null, RunningPicture? running = null) : IAnswerSink
{
    /// <summary>Whether the client was told anything: an answer, a refusal, or the end of the connection.</summary>
    public bool Answered { get; private set; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Failure?> WriteAsync(Answer answer, AnswerHead head, CancellationToken cancellationToken)
    {
        if (early is not null)
            await early.CloseAsync();
        var exchange = Exchange.Of(context);
        exchange.Model = head.Model;
        exchange.Backend = head.Backend;
        var failure = answer switch
        {
            Relay relay => await RelayAsync(relay, head, cancellationToken),
            Generation generation => await GenerateAsync(generation, head, cancellationToken),
            _ => throw new ArgumentException($"An answer is relayed or generated, not a {answer.GetType().Name}.", nameof(answer)),
        };
        exchange.Failure ??= failure;
        return failure;
    }

    public async ValueTask RefuseAsync(Failure failure, AskedBackend? asked)
    {
        Answered = true;
        Exchange.Of(context).Backend ??= asked?.Name;
        if (failure.Kind == FailureKind.ClientLeft && running is { IsInterrupted: true })
        {
            await EndEarlyAsync(failure, asked);
            return;
        }

        if (early is not null)
            await early.CloseAsync();
        if (early is { HasStarted: true })
        {
            await TellAsync(failure);
            return;
        }

        if (!context.Response.HasStarted)
        {
            RateHeaders.Write(context.Response.Headers, surface.Request.Rates);
            if (asked is not null)
                WriteAsked(asked.Name, asked.Attempts);
        }

        await Refusal.WriteAsync(context, failure);
    }

    // Its client ended it and waits: the answer has the pictures that there are, which is none.
    private async ValueTask EndEarlyAsync(Failure failure, AskedBackend? asked)
    {
        Exchange.Of(context).Failure ??= failure;
        var writer = surface.CreateWriter(new AnswerHead("", surface.Request.Model ?? "", 0, TimeSpan.Zero, TimeSpan.Zero, []));
        var body = new ArrayBufferWriter<byte>(1024);
        await ((IPiecedWriter)writer).PiecesOf(GenerationEvent.Finished.Instance)!.SendAsync(
            piece =>
            {
                body.Write(piece.Span);
                return ValueTask.FromResult<Failure?>(null);
            },
            context.RequestAborted);
        if (asked is not null)
            WriteAsked(asked.Name, asked.Attempts);
        await Reply.SendAsync(context, StatusCodes.Status200OK, writer.ContentType, body);
    }

    // The status is out already: the failure is an event of the stream, and no terminator follows.
    private async ValueTask TellAsync(Failure failure)
    {
        Exchange.Of(context).Failure ??= failure;
        if (failure.Kind == FailureKind.ClientLeft)
            return;
        surface.CreateWriter(new AnswerHead("", surface.Request.Model ?? "", 0, TimeSpan.Zero, TimeSpan.Zero, [])).Write(new GenerationEvent.Failed(failure), context.Response.BodyWriter);
        await pace.FlushAsync(context, CancellationToken.None);
    }

    private ValueTask<Failure?> GenerateAsync(Generation generation, AnswerHead head, CancellationToken cancellationToken)
    {
        var writer = surface.CreateWriter(head);
        return writer.Streams ? StreamAsync(generation, head, writer, cancellationToken) : WholeAsync(generation, head, writer, cancellationToken);
    }

    /// <summary>Bytes as they come; each chunk goes out before the next one is asked for, so a slow client slows its backend.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> RelayAsync(Relay relay, AnswerHead head, CancellationToken cancellationToken)
    {
        var response = context.Response;
        if (WriteHead(head, relay.ContentType))
        {
            foreach (var (name, value) in relay.Headers)
                response.Headers[name] = value;
            response.ContentLength = relay.Length;
            if (relay.Length is null)
                response.Headers["X-Accel-Buffering"] = "no";
        }

        try
        {
            while (true)
            {
                var chunk = await relay.ReadAsync(cancellationToken);
                if (chunk.Failure is { } broken)
                    return await BreakAsync(broken, head, cancellationToken);
                if (await pace.SendAsync(context, chunk.Bytes, cancellationToken) is { } lost)
                    return lost;
                if (chunk.IsLast)
                    return null;
            }
        }
        catch (Exception)
        {
            // A slow client that was cut off, or a defect: what has been sent must not seem to end well.
            context.Abort();
            throw;
        }
    }

    // A broken stream ends with the surface's error event and without its terminator.
    private async ValueTask<Failure?> BreakAsync(Failure broken, AnswerHead head, CancellationToken cancellationToken)
    {
        if (broken.Kind == FailureKind.ClientLeft)
            return broken;
        surface.CreateWriter(head).Write(new GenerationEvent.Failed(broken), context.Response.BodyWriter);
        await pace.FlushAsync(context, CancellationToken.None);
        return broken;
    }

    private async ValueTask<Failure?> WholeAsync(Generation generation, AnswerHead head, IAnswerWriter writer, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        await foreach (var happened in generation.ReadAsync(cancellationToken))
        {
            if (happened is GenerationEvent.Failed failed)
            {
                // Nothing was sent yet, so it can still be told with its own status.
                await RefuseAsync(failed.Failure, new AskedBackend(head.Backend, head.Attempts));
                return failed.Failure;
            }

            writer.Write(happened, body);
        }

        if (running?.TryComplete() is false)
        {
            var interrupted = new Failure(FailureKind.ClientLeft, "The client interrupted it.");
            await RefuseAsync(interrupted, new AskedBackend(head.Backend, head.Attempts));
            return interrupted;
        }

        if (writer.Fault is { } fault)
        {
            await RefuseAsync(fault, new AskedBackend(head.Backend, head.Attempts));
            return fault;
        }

        WriteHead(head, writer.ContentType);
        var pieces = (writer as IPiecedWriter)?.PiecesOf(GenerationEvent.Finished.Instance);
        context.Response.ContentLength = pieces?.Length ?? body.WrittenCount;
        try
        {
            return pieces is null
                ? await pace.SendAsync(context, body.WrittenMemory, cancellationToken)
                : await pieces.SendAsync(piece => pace.SendAsync(context, piece, cancellationToken), cancellationToken);
        }
        catch (Exception)
        {
            // Stopped between two pieces: fewer bytes were sent than the head promised.
            context.Abort();
            throw;
        }
    }

    private async ValueTask<Failure?> StreamAsync(Generation generation, AnswerHead head, IAnswerWriter writer, CancellationToken cancellationToken)
    {
        if (WriteHead(head, writer.ContentType))
            context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await foreach (var happened in generation.ReadAsync(cancellationToken))
            {
                if (happened is GenerationEvent.Failed { Failure.Kind: FailureKind.ClientLeft } left)
                    return left.Failure;
                if ((writer as IPiecedWriter)?.PiecesOf(happened) is { } pieces && await pieces.SendAsync(piece => pace.SendAsync(context, piece, cancellationToken), cancellationToken) is { } gone)
                    return gone;
                writer.Write(happened, context.Response.BodyWriter);
                // Usage waits for what follows it at once; everything else goes out now.
                if (happened is not GenerationEvent.UsageReported && await pace.FlushAsync(context, cancellationToken) is { } lost)
                    return lost;
                if (happened is GenerationEvent.Failed failed)
                    return failed.Failure;
            }

            return null;
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            // A defect behind us: the client must still learn that this is not the end of the answer. The road records what was thrown.
            writer.Write(new GenerationEvent.Failed(Internal(thrown)), context.Response.BodyWriter);
            await pace.FlushAsync(context, CancellationToken.None);
            throw;
        }
        catch (OperationCanceledException)
        {
            // Only a flush that waits for a slow client is cut off here: nothing more can be told to it.
            context.Abort();
            throw;
        }
    }

    /// <returns>False when the stream has begun early, and its head is out.</returns>
    private bool WriteHead(AnswerHead head, string contentType)
    {
        Answered = true;
        if (early is { HasStarted: true })
            return false;
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = contentType;
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        RateHeaders.Write(headers, surface.Request.Rates);
        WriteAsked(head.Backend, head.Attempts);
        headers["x-gengateway-model"] = HeaderText.Of(head.Model);
        headers["x-gengateway-queue-ms"] = HeaderText.Milliseconds(head.Queued);
        headers["x-gengateway-overhead-ms"] = HeaderText.Milliseconds(head.Overhead);
        if (head.Dropped.Count > 0)
            headers["x-gengateway-dropped"] = HeaderText.Of(string.Join(", ", head.Dropped));
        return true;
    }

    private void WriteAsked(string backend, int attempts)
    {
        var headers = context.Response.Headers;
        headers["x-gengateway-backend"] = HeaderText.Of(backend);
        headers["x-gengateway-attempts"] = attempts.ToString(CultureInfo.InvariantCulture);
    }

    private static Failure Internal(Exception thrown) =>
        new(FailureKind.Internal, "The gateway failed in the middle of this answer; the log has the reason under its request id.") { Cause = thrown };
}
