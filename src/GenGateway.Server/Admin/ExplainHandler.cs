using GenGateway.Admission;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Surfaces;

namespace GenGateway.Server.Admin;

/// <summary><c>POST /admin/explain</c>: what would become of a request now, by the code that would decide it. Asks nobody and takes nothing. Thread safe.</summary>
internal sealed class ExplainHandler(GatewayParts parts)
{
    private readonly Explainer _explainer = new(parts.Router, parts.Failover, parts.Limiter, parts.Clock);

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
        using var hold = parts.Memory.Hold();
        if (!(await DecodeAsync(context, body.Memory, hold)).TryGet(out var read, out failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        var (route, rights, request) = read;
        using var asked = request;
        var explained = _explainer.Explain(route, rights, request);
        await Reply.JsonAsync(context, StatusCodes.Status200OK, output => ExplanationJson.Write(output, explained));
    }

    private async ValueTask<Outcome<(string Route, KeyRights? Rights, GenerationRequest Request)>> DecodeAsync(HttpContext http, ReadOnlyMemory<byte> bytes, MemoryHold hold)
    {
        var exchange = Exchange.Of(http);
        if (!ExplainBody.Read(bytes).TryGet(out var body, out var failure))
            return failure;
        if (parts.Generating.Find(body.Route) is not { } surface)
            return new Failure(FailureKind.InvalidValue, $"'route' must be one of {string.Join(", ", parts.Generating.All.Select(static route => route.Path))}.") { Param = "route" };

        KeyRights? rights = null;
        var caller = exchange.Caller;
        if (body.Key is { } name)
        {
            rights = parts.Keys.Named(name);
            if (rights is null)
                return new Failure(FailureKind.InvalidValue, "There is no key of this name. Name one of auth.api_keys, never the key itself, or leave 'key' out.") { Param = "key" };
            caller = new Caller(rights.Name, caller.Address) { Scopes = rights.Scopes, Models = rights.Models };
        }

        if (surface is IPreparedSurface prepared && !(await prepared.PrepareAsync(body.Body, caller, more => hold.TryGrowTo(hold.Bytes + more) ? null : parts.Memory.Full(), http.RequestAborted)).TryGet(out surface, out failure))
            return failure;
        MemoryHold? decoding = null;
        if (surface.DecodedAtOnce(body.Body.Length) is > 0 and var atOnce && !parts.Memory.HoldDecoding(body.Body.Span, atOnce - body.Body.Length).TryGet(out decoding, out failure))
            return failure;
        var context = new SurfaceContext(exchange.RequestId, caller, parts.Clock) { Arrived = exchange.Arrived, Strict = parts.State.Config.Translation.Strict, Memory = parts.Memory, MostPixels = parts.State.Config.Limits.ImagePixels };
        if (!surface.Decode(body.Body, context).TryGet(out var decoded, out failure))
        {
            decoding?.Dispose();
            return failure;
        }

        decoded.Request.DecodingMemory = decoding;
        return (body.Route, rights, decoded.Request);
    }
}
