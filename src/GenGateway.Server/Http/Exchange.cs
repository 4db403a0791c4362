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

    /// <summary>How its errors look. On a route of two families the body decides.</summary>
    public ErrorShape Errors { get; set; } = errors;

    public Caller Caller { get; set; } = caller;

    /// <summary>The families that are answered where the request came in.</summary>
    public Families Families { get; init; }

    /// <summary>Whether the path is a family's that is not answered here.</summary>
    public bool IsFamilyOff { get; init; }

    /// <summary>The scheme that the client used; links begin with it.</summary>
    public string Scheme { get; init; } = Uri.UriSchemeHttp;

    /// <summary>The trace that the request belongs to, with a span of ours: the client's, or one that begins here.</summary>
    public TraceContext Trace { get; init; }

    /// <summary>Whether the client named the trace.</summary>
    public bool IsTraced { get; init; }

    public string? Model { get; set; }

    public string? Backend { get; set; }

    /// <summary>Why the client did not get what it asked for.</summary>
    public Failure? Failure { get; set; }

    public static Exchange Of(HttpContext context) => context.Features.GetRequiredFeature<Exchange>();
}
