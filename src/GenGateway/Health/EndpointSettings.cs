using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Health;

/// <summary>What is wanted of the endpoints of one backend.</summary>
/// <param name="Backend">The backend.</param>
/// <param name="Probing">How they are probed.</param>
/// <param name="Breaker">When their breakers open and close.</param>
/// <param name="IsDraining">Whether they are given nothing new.</param>
public sealed record EndpointSettings(IBackend Backend, HealthCheckConfig Probing, BreakerConfig Breaker, bool IsDraining);
