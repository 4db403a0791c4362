using GenGateway.Admission;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Surfaces;
using GenGateway.Surfaces.Anthropic;
using GenGateway.Surfaces.Inference;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Server.Admin;

/// <summary><c>POST /admin/explain</c>: what would become of a request now, by the code that would decide it. Asks nobody and takes nothing. Thread safe.</summary>
internal sealed class ExplainHandler(GatewayParts parts)
{
    private static readonly Dictionary<string, ISurface> Surfaces = new()
    {
        [ExplainBody.Chat] = new ChatSurface(),
        [ExplainBody.Messages] = new MessagesSurface(),
        [ExplainBody.Completion] = new CompletionSurface(),
        [ExplainBody.Inference] = new InferenceSurface(),
    };

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
        if (!Decode(Exchange.Of(context), body.Memory).TryGet(out var read, out failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        var (route, rights, request) = read;
        using var asked = request;
        var explained = _explainer.Explain(route, rights, request);
        await Reply.JsonAsync(context, StatusCodes.Status200OK, output => ExplanationJson.Write(output, explained));
    }

    private Outcome<(string Route, KeyRights? Rights, GenerationRequest Request)> Decode(Exchange exchange, ReadOnlyMemory<byte> bytes)
    {
        if (!ExplainBody.Read(bytes).TryGet(out var body, out var failure))
            return failure;
        if (!Surfaces.TryGetValue(body.Route, out var surface))
            return new Failure(FailureKind.InvalidValue, $"'route' must be one of {string.Join(", ", Surfaces.Keys)}.") { Param = "route" };

        KeyRights? rights = null;
        var caller = exchange.Caller;
        if (body.Key is { } name)
        {
            rights = parts.Keys.Named(name);
            if (rights is null)
                return new Failure(FailureKind.InvalidValue, "There is no key of this name. Name one of auth.api_keys, never the key itself, or leave 'key' out.") { Param = "key" };
            caller = new Caller(rights.Name, caller.Address) { Scopes = rights.Scopes, Models = rights.Models };
        }

        var context = new SurfaceContext(exchange.RequestId, caller, parts.Clock) { Arrived = exchange.Arrived, Strict = parts.State.Config.Translation.Strict };
        return surface.Decode(body.Body, context).TryGet(out var decoded, out failure) ? (body.Route, rights, decoded.Request) : failure;
    }
}
