using System.Buffers;
using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces;

namespace GenGateway.Server.Http;

/// <summary>
/// Counts a prompt's tokens without generating anything: whoever would serve the request is asked, in routing's order. It counts as a request in limits and
/// leaves no record.
/// </summary>
/// <param name="parts">Who could serve.</param>
/// <param name="surface">What the route's clients speak.</param>
internal sealed class CountHandler(GatewayParts parts, ISurface surface)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!(await ReadAsync(context)).TryGet(out var read, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        using var request = read.Request;
        Exchange.Of(context).Model = request.Model;
        if (!(await parts.Gate.AdmitAsync(request, context.RequestAborted)).TryGet(out var permit, out failure))
        {
            RateHeaders.Write(context.Response.Headers, request.Rates);
            await Refusal.WriteAsync(context, failure);
            return;
        }

        await using var held = permit;
        RateHeaders.Write(context.Response.Headers, request.Rates);
        if ((await CountAsync(context, request, permit)).TryGet(out var tokens, out failure))
            await Reply.JsonAsync(context, StatusCodes.Status200OK, output => Write(output, tokens));
        else
            await Refusal.WriteAsync(context, failure);
    }

    private static void Write(IBufferWriter<byte> output, int tokens)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteNumber("input_tokens", tokens);
        json.WriteEndObject();
    }

    private async ValueTask<Outcome<SurfaceRequest>> ReadAsync(HttpContext context)
    {
        if (MediaTypes.Check(context.Request, anyType: false) is { } unsupported)
            return unsupported;
        if (!(await parts.Bodies.ReadAsync(context)).TryGet(out var body, out var failure))
            return failure;
        var exchange = Exchange.Of(context);
        var headers = context.Request.Headers;
        var decoded = surface.Decode(body.Memory, new SurfaceContext(exchange.RequestId, exchange.Caller, parts.Clock)
        {
            Arrived = exchange.Arrived,
            Backend = headers["x-gengateway-backend"] is [{ Length: > 0 } backend] ? backend : null,
            ProtocolHeaders = ProtocolHeaders.Of(headers),
            BodyOwner = body,
            Memory = parts.Memory,
        });
        if (decoded.Failure is not null)
            body.Dispose();
        return decoded;
    }

    private async ValueTask<Outcome<int>> CountAsync(HttpContext context, GenerationRequest request, Permit permit)
    {
        if (!parts.Router.Resolve(request).TryGet(out var candidates, out var failure))
            return failure;
        if (permit.Enter(candidates[0]) is { } limited)
            return limited;
        using var limit = new CancellationTokenSource(candidates[0].Deadlines.WholeTotal, parts.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            return await CountAsync(context, request, candidates, either.Token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return new Failure(FailureKind.ClientLeft, "The client closed the connection.");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new Failure(FailureKind.Timeout, $"The tokens were not counted within {candidates[0].Deadlines.WholeTotal.TotalSeconds:0.#} s (routing.deadlines.total).");
        }
    }

    private static async ValueTask<Outcome<int>> CountAsync(HttpContext context, GenerationRequest request, IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        Failure? last = null;
        foreach (var candidate in candidates)
        {
            if (candidate.Endpoint is not (ITokenCounter or IPromptCounter))
                continue;
            Exchange.Of(context).Backend = candidate.Backend.Name;
            context.Response.Headers["x-gengateway-backend"] = HeaderText.Of(candidate.Backend.Name);
            var counted = candidate.Endpoint is ITokenCounter counter
                ? await counter.CountAsync(request.Wire!, request.ProtocolHeaders, candidate, cancellationToken)
                : await CountPromptAsync(context, request, candidate, cancellationToken);
            if (counted.Failure is not { } failure)
                return counted;
            // Some servers of a vendor's protocol have all routes but this one.
            if (failure.Kind == FailureKind.NotFound)
                continue;
            if (failure.Retry == RetryAdvice.Never)
                return failure;
            last = failure;
        }

        return last ?? new Failure(
            FailureKind.InvalidValue,
            $"Nobody who serves the model '{candidates[0].ShownModel}' can count tokens: backends of the protocol anthropic and models of the embedded engine can; '{candidates[0].Backend.Name}' is of the protocol {candidates[0].Backend.Protocol}.")
        {
            Param = "model",
        };
    }

    private static async ValueTask<Outcome<int>> CountPromptAsync(HttpContext context, GenerationRequest request, Candidate candidate, CancellationToken cancellationToken)
    {
        if (!request.Decode().TryGet(out var decoded, out var failure))
            return failure;
        var dropped = Lane.Dropped(request, decoded, candidate);
        if (dropped.Length > 0)
            context.Response.Headers["x-gengateway-dropped"] = HeaderText.Of(string.Join(", ", dropped));
        return await ((IPromptCounter)candidate.Endpoint).CountPromptAsync(decoded.Task, cancellationToken);
    }
}
