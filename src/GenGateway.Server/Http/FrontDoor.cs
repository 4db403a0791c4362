using GenGateway.Admission;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Server.Logs;
using GenGateway.Surfaces;
using GenGateway.Telemetry;

namespace GenGateway.Server.Http;

/// <summary>What every request passes, in this order: id → foreign origin → CORS → family → draining → key → method → handler; then one log line and one count.</summary>
internal sealed class FrontDoor(GatewayConfig config, KeyRing keys, AdmissionGate gate, HttpMetrics metrics, LogPump log, TimeProvider clock)
{
    private const string UnknownTemplate = "unknown";

    private static readonly Failure NoRoute = new(FailureKind.NotFound, "There is no such route. GET /v1/models lists the models; the README lists the routes.");
    private static readonly Failure FamilyOff = new(FailureKind.NotFound, "There is no such route here: its family is switched off by 'surfaces', or this listener does not serve it.");

    // All requests without a route share it, and one label value.
    private readonly GatewayRoute _unknown = new(UnknownTemplate, Families.None, null, metrics.Route(UnknownTemplate));
    private readonly KeyCheck _keys = new(keys, clock);
    private volatile DoorPolicy _policy = new(config);

    /// <summary>From now on, by this configuration. Keys have their own ring.</summary>
    public void Use(GatewayConfig changed) => _policy = new DoorPolicy(changed);

    public async Task PassAsync(HttpContext context)
    {
        var policy = _policy;
        var exchange = Enter(context, policy);
        exchange.Route.Meter.Began(context.Request.Method);
        try
        {
            await AnswerAsync(context, exchange, policy);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Failure ??= new Failure(FailureKind.ClientLeft, "The client closed the connection.");
        }
        catch (Exception thrown)
        {
            log.Write(new MessageEntry(clock.GetUtcNow(), LogLevel.Error, "GenGateway.Server", $"request {exchange.RequestId} failed", thrown));
            await Refusal.WriteAsync(context, Failure.Defect(thrown));
        }
        finally
        {
            Leave(context, exchange);
        }
    }

    private Exchange Enter(HttpContext context, DoorPolicy policy)
    {
        var request = context.Request;
        var link = ClientLink.Of(context);
        var (address, scheme) = policy.Forwarding.Of(request, link);
        var families = policy.Families & link.Door.Families;
        var matched = context.GetEndpoint()?.Metadata.GetMetadata<GatewayRoute>();
        var off = matched is not null && matched.Families != Families.None && (matched.Families & families) == Families.None;
        var traced = TraceContext.TryParse(request.Headers.TraceParent, out var trace);
        // Two vendors list their models under one path, and unknown paths are nobody's.
        var isAnthropic = AnthropicCallers.Speaks(request, families, matched);
        var exchange = new Exchange(
            RequestIds.Of(request, clock),
            clock.GetTimestamp(),
            off ? _unknown : matched ?? _unknown,
            isAnthropic ? ErrorShape.Anthropic : SharedGenerate.ShapeOf(matched?.Errors ?? policy.Paths.ShapeOf(request.Path.Value ?? "/"), families),
            address == link.AddressText ? link.Nobody : new Caller(null, address))
        {
            Families = families,
            IsFamilyOff = off,
            Scheme = scheme,
            IsTraced = traced,
            Trace = traced ? trace.Child() : TraceContext.Begin(),
        };
        context.Features.Set(exchange);
        context.Response.Headers[RequestIds.Header] = exchange.RequestId;
        if (exchange.Errors == ErrorShape.Anthropic)
            context.Response.Headers[RequestIds.AnthropicHeader] = exchange.RequestId;
        return exchange;
    }

    private ValueTask AnswerAsync(HttpContext context, Exchange exchange, DoorPolicy policy)
    {
        var request = context.Request;
        var door = ClientLink.Of(context).Door;
        if (policy.Guard.Check(request, door, keys.Asks && door.Asks) is { } foreign)
            return new(Refusal.WriteAsync(context, foreign));
        if (policy.Origins.Apply(context))
            return ValueTask.CompletedTask;
        // Not a secret that a key would have to open: whoever asks is at the wrong address.
        if (exchange.IsFamilyOff)
            return new(Refusal.WriteAsync(context, FamilyOff));

        var route = exchange.Route;
        var handler = route.Find(request.Method);
        if (gate.IsDraining && handler?.Open is not true)
            return new(Refusal.WriteAsync(context, AdmissionGate.Draining()));
        if (!_keys.Check(request, handler, door, exchange.Caller.Address).TryGet(out var caller, out var refused))
            return new(Refusal.WriteAsync(context, refused));
        exchange.Caller = caller;

        if (ReferenceEquals(route, _unknown))
            return new(Refusal.WriteAsync(context, NoRoute));
        if (handler is not null)
            return handler.Answer(context);
        context.Response.Headers.Allow = route.Allow;
        return new(Refusal.WriteAsync(context, new Failure(FailureKind.MethodNotAllowed, $"{route.Template} takes {route.Allow}.")));
    }

    private void Leave(HttpContext context, Exchange exchange)
    {
        var request = context.Request;
        var duration = clock.GetElapsedTime(exchange.Arrived);
        // What a client that left would have read was never sent: the log and the count say 499.
        var status = exchange.Failure?.Kind == FailureKind.ClientLeft ? exchange.Failure.Row.Status : context.Response.StatusCode;
        exchange.Route.Meter.Answered(request.Method, status, duration);
        var level = exchange.Failure?.Row.Level ?? LogLevel.Information;
        if (!log.TakesAccess(level))
            return;
        log.Write(new AccessEntry(
            clock.GetUtcNow(),
            level,
            request.Method,
            request.Path.Value ?? "/",
            status,
            duration,
            exchange.Caller.Address,
            exchange.RequestId,
            exchange.Caller.Key,
            exchange.Model,
            exchange.Backend,
            exchange.Failure?.Row.Code,
            exchange.IsTraced ? exchange.Trace : default));
    }
}
