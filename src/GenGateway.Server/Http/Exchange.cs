using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces;
using Microsoft.AspNetCore.Http.Features;

namespace GenGateway.Server.Http;

/// <summary>What is known of one HTTP request while it is answered; its access line is made of it. Written by the request's own flow only.</summary>
internal sealed class Exchange(string requestId, long arrived, GatewayRoute route, ErrorShape errors, Caller caller)
{
    public string RequestId => requestId;

    public long Arrived => arrived;

    public GatewayRoute Route => route;

    public ErrorShape Errors => errors;

    public Caller Caller { get; set; } = caller;

    public string? Model { get; set; }

    public string? Backend { get; set; }

    /// <summary>Why the client did not get what it asked for.</summary>
    public Failure? Failure { get; set; }

    public static Exchange Of(HttpContext context) => context.Features.GetRequiredFeature<Exchange>();
}
