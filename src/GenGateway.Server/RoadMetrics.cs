using GenGateway.Admission;
using GenGateway.Journey;
using GenGateway.Scheduling;
using GenGateway.Telemetry;

namespace GenGateway.Server;

/// <summary>What is on the road at the moment of a scrape. Thread safe.</summary>
internal sealed class RoadMetrics(AdmissionGate gate, BackendQueues queues, MemoryBudget memory) : IMetricSource
{
    public void Write(PrometheusWriter writer)
    {
        writer.Family("gengateway_requests_in_flight", "Generations between their admission and their last byte.", MetricKind.Gauge);
        writer.Sample(gate.Travelling);
        writer.Family("gengateway_queue_waiting", "Generations that wait for a turn.", MetricKind.Gauge);
        writer.Sample(queues.Waiting);
        writer.Family("gengateway_queue_running", "Generations that have a turn.", MetricKind.Gauge);
        writer.Sample(queues.Running);
        writer.Family("gengateway_memory_in_flight_bytes", "Memory that bodies and whole answers hold.", MetricKind.Gauge);
        writer.Sample(memory.Used);
        writer.Family("gengateway_memory_in_flight_limit_bytes", "The limit, limits.memory_in_flight.", MetricKind.Gauge);
        writer.Sample(memory.Limit);
    }
}
