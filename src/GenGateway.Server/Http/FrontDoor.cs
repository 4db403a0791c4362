using GenGateway.Admission;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Server.Logs;
using GenGateway.Surfaces;
using GenGateway.Telemetry;

namespace GenGateway.Server.Http;

/// <summary>What every request passes, in this order: id → foreign origin → CORS → draining → key → method → handler; then one log line and one count.</summary>
internal sealed class FrontDoor(GatewayConfig config, AdmissionGate gate, HttpMetrics metrics, LogPump log, TimeProvider clock)
{
    private readonly HostGuard _guard = new(config);
    private readonly CrossOrigin _origins = new(config.Cors);
    private readonly KeyCheck _keys = new(config.Auth);

    public async Task PassAsync(HttpContext context)
    {
        var exchange = Enter(context);
        try
        {
            await AnswerAsync(context, exchange);
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

    private Exchange Enter(HttpContext context)
    {
        var route = context.GetEndpoint()?.Metadata.GetMetadata<GatewayRoute>() ?? GatewayRoute.Unknown;
        var exchange = new Exchange(
            RequestIds.Of(context.Request, clock),
            clock.GetTimestamp(),
            route,
            ErrorBody.ShapeOf(context.Request.Path.Value ?? "/"),
            new Caller(null, context.Connection.RemoteIpAddress?.ToString()));
        context.Features.Set(exchange);
        context.Response.Headers[RequestIds.Header] = exchange.RequestId;
        return exchange;
    }

    private Task AnswerAsync(HttpContext context, Exchange exchange)
    {
        var route = exchange.Route;
        if (_guard.Check(context.Request) is { } foreign)
            return Refusal.WriteAsync(context, foreign);
        if (_origins.Apply(context))
            return Task.CompletedTask;
        if (gate.IsDraining && !route.Open)
            return Refusal.WriteAsync(context, AdmissionGate.Draining());
        if (!_keys.Check(context.Request, route).TryGet(out var key, out var unknown))
            return Refusal.WriteAsync(context, unknown);
        exchange.Caller = exchange.Caller with { Key = key };

        if (ReferenceEquals(route, GatewayRoute.Unknown))
            return Refusal.WriteAsync(context, new Failure(FailureKind.NotFound, "There is no such route. GET /v1/models lists the models; the README lists the routes."));
        if (route.Find(context.Request.Method) is { } handler)
            return handler(context);
        context.Response.Headers.Allow = route.Allow;
        return Refusal.WriteAsync(context, new Failure(FailureKind.MethodNotAllowed, $"{route.Template} takes {route.Allow}."));
    }

    private void Leave(HttpContext context, Exchange exchange)
    {
        var duration = clock.GetElapsedTime(exchange.Arrived);
        // What a client that left would have read was never sent: the log and the count say 499.
        var status = exchange.Failure?.Kind == FailureKind.ClientLeft ? exchange.Failure.Row.Status : context.Response.StatusCode;
        metrics.Answered(context.Request.Method, status, exchange.Route.Template, duration);
        log.Write(new AccessEntry(
            clock.GetUtcNow(),
            exchange.Failure?.Row.Level ?? LogLevel.Information,
            context.Request.Method,
            context.Request.Path.Value ?? "/",
            status,
            duration,
            exchange.Caller.Address,
            exchange.RequestId,
            exchange.Caller.Key,
            exchange.Model,
            exchange.Backend,
            exchange.Failure?.Row.Code));
    }
}
