using Microsoft.AspNetCore.Http.Features;

namespace GenGateway.Tests.Server;

/// <summary>A connection that remembers whether it was cut off.</summary>
internal sealed class AbortableConnection : IHttpRequestLifetimeFeature
{
    public bool Aborted { get; private set; }

    public CancellationToken RequestAborted { get; set; }

    public void Abort() => Aborted = true;
}
