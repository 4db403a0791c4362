using GenGateway.Admission;
using GenGateway.Configuration;
using GenGateway.Dispatching;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Scheduling;
using GenGateway.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Journey;

/// <summary>The road with the product's own stages, and no journal.</summary>
internal static class Roads
{
    public static Road Of(IRouter router, Sweeper sweeper, TimeProvider clock) => new(
        new Ledger(NullLogger<Ledger>.Instance, new GenerationMetrics(), clock),
        new AdmissionGate(),
        router,
        new Failover(router, clock),
        new BackendQueues(new QueueConfig(true, 10, TimeSpan.FromMinutes(1)), clock),
        new Dispatcher(1 << 20, new MemoryBudget(1 << 30)),
        new RoadLimits(TimeSpan.FromMinutes(5), CancellationToken.None),
        sweeper,
        clock);
}
