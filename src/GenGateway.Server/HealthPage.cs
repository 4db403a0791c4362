using System.Buffers;
using System.Reflection;
using System.Text.Json;
using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Server;

/// <summary>What is told about the server's health, from the endpoints' accounts: nobody is asked for it. Thread safe.</summary>
internal sealed class HealthPage(BackendCatalogue catalogue, IHealthRegistry health, MetricsConfig config)
{
    /// <summary>The program's version.</summary>
    public static readonly string Version = typeof(HealthPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>The HTTP status: as long as one backend is healthy there is something to serve.</summary>
    public int Status => Count().Healthy > 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;

    public void Write(IBufferWriter<byte> output)
    {
        var (total, healthy) = Count();
        var unhealthy = total - healthy;
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("status", healthy == 0 ? "unhealthy" : unhealthy == 0 ? "healthy" : "degraded");
        if (config.HealthDetailed)
        {
            json.WriteString("version", Version);
            if (config.HealthIncludeBackends)
                WriteBackends(json, total, healthy);
        }

        json.WriteEndObject();
    }

    private static void WriteBackends(Utf8JsonWriter json, int total, int healthy)
    {
        json.WriteStartObject("backends");
        json.WriteNumber("total", total);
        json.WriteNumber("healthy", healthy);
        json.WriteNumber("unhealthy", total - healthy);
        json.WriteEndObject();
    }

    private (int Total, int Healthy) Count()
    {
        var enabled = catalogue.Backends.Where(static backend => backend.Enabled).ToArray();
        return (enabled.Length, enabled.Count(backend => backend.Endpoints.Any(endpoint => health.Of(endpoint) is { IsHealthy: true, IsDraining: false })));
    }

    public static void WriteAlive(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("status", "ok");
        json.WriteEndObject();
    }

    /// <summary>Why no traffic should come; empty when it may.</summary>
    public IReadOnlyList<string> NotReady(bool draining)
    {
        var reasons = new List<string>();
        if (draining)
            reasons.Add("draining");
        if (Status != StatusCodes.Status200OK)
            reasons.Add(Count().Total == 0 ? "nothing to serve: no backend is configured" : "nothing to serve: no backend is healthy");
        return reasons;
    }

    public static void WriteReady(IReadOnlyList<string> reasons, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("status", reasons.Count == 0 ? "ready" : "not_ready");
        if (reasons.Count > 0)
        {
            json.WriteStartArray("reasons");
            foreach (var reason in reasons)
                json.WriteStringValue(reason);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
