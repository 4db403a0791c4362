using GenGateway.Configuration;

namespace GenGateway.Server.Http;

/// <summary>What the front door goes by: made of one configuration, swapped as a whole. Immutable, thread safe.</summary>
internal sealed class DoorPolicy(GatewayConfig config)
{
    public Families Families { get; } = FamilyNames.On(config.Surfaces);

    public HostGuard Guard { get; } = new(config.Cors);

    public CrossOrigin Origins { get; } = new(config.Cors);

    public Forwarding Forwarding { get; } = new(config.Server.TrustedProxies);

    public ApiPaths Paths { get; } = new(config.Api);
}
