using System.Diagnostics.Tracing;

namespace GenGateway.Microbenchmarks;

/// <summary>What is allocated, by type: the runtime names one object in every hundred kilobytes or so.</summary>
internal sealed class AllocationTypes : EventListener
{
    private const EventKeywords Collector = (EventKeywords)0x1;
    private const string Tick = "GCAllocationTick_V4";
    private readonly Dictionary<string, long> _bytes = [];

    /// <summary>The types that make most of what was allocated since the listener was made, with their part of it.</summary>
    public IReadOnlyList<(string Type, double Part)> Most(int count)
    {
        lock (_bytes)
        {
            var all = Math.Max(_bytes.Values.Sum(), 1);
            return [.. _bytes.OrderByDescending(static pair => pair.Value).Take(count).Select(pair => (pair.Key, pair.Value / (double)all))];
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(eventSource, EventLevel.Verbose, Collector);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName != Tick || eventData.PayloadNames is not { } names || eventData.Payload is not { } payload)
            return;
        var (type, amount) = ((string?)payload[names.IndexOf("TypeName")] ?? "?", Convert.ToInt64(payload[names.IndexOf("AllocationAmount64")], null));
        lock (_bytes)
            _bytes[type] = _bytes.GetValueOrDefault(type) + amount;
    }
}
