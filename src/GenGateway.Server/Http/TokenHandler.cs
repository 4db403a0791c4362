using System.Buffers;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Server.Http;

/// <summary>The routes about tokens: the engine answers for its models, a backend that has the route is asked for its own. Nothing is generated, counted or recorded. Thread safe.</summary>
/// <param name="surface">Which route.</param>
/// <param name="parts">Where models are looked up.</param>
internal sealed class TokenHandler(TokenSurface surface, GatewayParts parts)
{
    // Whatever a model is for, it has tokens.
    private static readonly Capability[] AnyText = [Capability.Chat, Capability.Completion, Capability.Embedding];

    public async Task HandleAsync(HttpContext context)
    {
        if (MediaTypes.Check(context.Request, anyType: false) is { } unsupported)
        {
            await Refusal.WriteAsync(context, unsupported);
            return;
        }

        if (!(await parts.Bodies.ReadAsync(context)).TryGet(out var body, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        using var owned = body;
        if (!(await AnswerAsync(context, body.Memory)).TryGet(out var answer, out failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        await Reply.SendAsync(context, StatusCodes.Status200OK, Reply.Json, answer);
    }

    private async ValueTask<Outcome<ArrayBufferWriter<byte>>> AnswerAsync(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        if (!TokenSurface.Peek(bytes).TryGet(out var peeked, out var failure))
            return failure;
        var exchange = Exchange.Of(context);
        exchange.Model = peeked.Peeked.Model;
        if (!Candidates(exchange, context, peeked.Peeked).TryGet(out var candidates, out failure))
            return failure;
        foreach (var candidate in candidates)
        {
            var asked = candidate.Endpoint switch
            {
                ITokenizes own => await OwnAsync(own, peeked.Body, context.RequestAborted),
                IRelaysTokens relay => await RelayAsync(relay, peeked, candidate, context.RequestAborted),
                _ => null,
            };
            if (asked is not { } outcome)
                continue;
            if (outcome.TryGet(out var answer, out failure) || failure.Retry == RetryAdvice.Never)
                return outcome;
        }

        return failure ?? new Failure(FailureKind.InvalidValue, $"No backend of this model has the route /{surface.Route}. The embedded engine has it for its models, and so have vLLM (/tokenize, /detokenize) and llama.cpp (/apply-template).") { Param = "model" };
    }

    private Outcome<IReadOnlyList<Candidate>> Candidates(Exchange exchange, HttpContext context, Peeked peeked)
    {
        Failure? first = null;
        var described = new SurfaceContext(exchange.RequestId, exchange.Caller, parts.Clock)
        {
            Backend = context.Request.Headers["x-gengateway-backend"] is [{ Length: > 0 } backend] ? backend : null,
        };
        foreach (var capability in AnyText)
        {
            if (parts.Router.Resolve(described.Begin($"openai.{surface.Route}", capability, NoTask.Instance, null, peeked)).TryGet(out var candidates, out var failure))
                return Outcome.Of(candidates);
            first ??= failure;
        }

        return first!;
    }

    private async ValueTask<Outcome<ArrayBufferWriter<byte>>?> OwnAsync(ITokenizes own, ReadOnlyMemory<byte> body, CancellationToken left)
    {
        if (!parts.Memory.HoldDecoding(body.Span).TryGet(out var decoding, out var failure))
            return failure;
        using var held = decoding;
        if (!surface.Decode(body).TryGet(out var query, out failure))
            return failure;
        if (!(await own.AnswerAsync(query, left)).TryGet(out var answer, out failure))
            return failure;
        var output = new ArrayBufferWriter<byte>(1024);
        TokenSurface.Write(TokenSurface.WantsStrings(body) ? answer : answer with { Strings = null }, output);
        return output;
    }

    private async ValueTask<Outcome<ArrayBufferWriter<byte>>?> RelayAsync(IRelaysTokens relay, (ReadOnlyMemory<byte> Body, Peeked Peeked) asked, Candidate candidate, CancellationToken left)
    {
        if (!(await relay.RelayTokensAsync(surface.Route, asked.Body, asked.Peeked, candidate, left)).TryGet(out var answer, out var failure))
            return failure;
        if (answer is not { } bytes)
            return null;
        var output = new ArrayBufferWriter<byte>(Math.Max(1, bytes.Length));
        output.Write(bytes.Span);
        return output;
    }
}
