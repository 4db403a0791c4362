using GenGateway.Admission;
using GenGateway.Dispatching;
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
        var explained = Explain(route, rights, request);
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

    private Explanation Explain(string route, KeyRights? rights, GenerationRequest request)
    {
        var where = parts.Router.Explain(request);
        Candidate[] order = [.. where.Candidates.Where(static one => one.IsInOrder).Select(static one => one.Candidate)];
        var limits = parts.Limiter.Explain(request, order);
        var refusal = KeyRefusal(rights) ?? where.Failure;
        if (refusal is null && limits.FirstOrDefault(static limit => limit is { Refuses: true, Backend: null }) is { } reached)
            refusal = new Failure(reached.Kind == "budget" ? FailureKind.BudgetExceeded : FailureKind.RateLimitExceeded, $"{reached.Setting}: its limit of {reached.Kind} is reached.") { RetryAfter = reached.Reset };

        HashSet<string> full = [.. limits.Where(static limit => limit.Refuses).Select(static limit => limit.Backend).OfType<string>()];
        var chosen = refusal is null ? Array.Find(order, candidate => !full.Contains(candidate.Backend.Name)) : null;
        if (refusal is null && chosen is null)
            refusal = new Failure(FailureKind.RateLimitExceeded, "Every backend that could serve it is at its own limit.");

        var isRelay = chosen is null ? (bool?)null : Lane.Relays(request, chosen);
        IReadOnlyList<string> dropped = [];
        if (isRelay is true)
            dropped = request.DroppedHeaders;
        else if (isRelay is false && request.Decode().TryGet(out var decoded, out var undecoded))
            dropped = Lane.Dropped(request, decoded, chosen!.Endpoint);
        else if (isRelay is false)
            refusal = request.Decode().Failure;
        if (request.Strict && dropped.Count > 0)
            refusal ??= new Failure(FailureKind.UnsupportedParameter, $"translation.strict is on, and backend '{chosen!.Backend.Name}' does not carry: {string.Join(", ", dropped)}.") { Param = dropped[0] };
        return new(route, request.Model, request.Stream, where, chosen, parts.Router.FallbacksOf(request, null), limits, isRelay, dropped, refusal);
    }

    private Failure? KeyRefusal(KeyRights? rights) => rights switch
    {
        null => null,
        { Expires: { } expires } when expires <= parts.Clock.GetUtcNow() => new(FailureKind.InvalidApiKey, $"The API key '{rights.Name}' expired."),
        _ when !rights.Scopes.HasFlag(Scopes.Generate) => new(FailureKind.InsufficientScope, $"The API key '{rights.Name}' needs the scope generate."),
        _ => null,
    };
}
