using System.Diagnostics;

namespace GenGateway.Telemetry;

/// <summary>The process itself, under the names that Prometheus' own libraries use, and its build. Thread safe.</summary>
/// <param name="version">The program's version.</param>
public sealed class ProcessMetrics(string version) : IMetricSource
{
    private static readonly string[] Generations = ["0", "1", "2"];

    private readonly double _started = StartTime();

    public void Write(PrometheusWriter writer)
    {
        writer.Family("gengateway_build_info", "The program's version; always 1.", MetricKind.Gauge);
        writer.Sample(1, ("version", version));

        writer.Family("process_cpu_seconds_total", "User and system time.", MetricKind.Counter);
        writer.Sample(Environment.CpuUsage.TotalTime.TotalSeconds);
        writer.Family("process_resident_memory_bytes", "Memory in RAM.", MetricKind.Gauge);
        writer.Sample(Environment.WorkingSet);
        writer.Family("process_start_time_seconds", "When the process began, in seconds since 1970.", MetricKind.Gauge);
        writer.Sample(_started);

        writer.Family("gengateway_gc_collections_total", "Garbage collections.", MetricKind.Counter);
        for (var generation = 0; generation < Generations.Length; generation++)
            writer.Sample(GC.CollectionCount(generation), ("generation", Generations[generation]));
        writer.Family("gengateway_gc_pause_seconds_total", "Time for which garbage collections stopped every thread.", MetricKind.Counter);
        writer.Sample(GC.GetTotalPauseDuration().TotalSeconds);
        writer.Family("gengateway_gc_heap_bytes", "The managed heap after the last collection.", MetricKind.Gauge);
        writer.Sample(GC.GetGCMemoryInfo().HeapSizeBytes);
        writer.Family("gengateway_gc_allocated_bytes_total", "Managed memory allocated.", MetricKind.Counter);
        writer.Sample(GC.GetTotalAllocatedBytes());
        writer.Family("gengateway_threadpool_threads", "Threads of the pool.", MetricKind.Gauge);
        writer.Sample(ThreadPool.ThreadCount);
        writer.Family("gengateway_threadpool_pending", "Work that waits for a thread of the pool.", MetricKind.Gauge);
        writer.Sample(ThreadPool.PendingWorkItemCount);
    }

    private static double StartTime()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
    }
}
