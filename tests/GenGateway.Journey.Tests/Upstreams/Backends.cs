using System.Globalization;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Writes a <c>backends.yaml</c> as an operator does. Active probes are off unless asked for: what a test sees at its fake, its own request caused.</summary>
internal sealed class Backends
{
    private readonly List<string> entries = [];

    /// <summary>Adds an entry as it stands, without its braces.</summary>
    public Backends Entry(string settings)
    {
        entries.Add($"    - {{ {settings} }}\n");
        return this;
    }

    public string Yaml => $"version: \"1.0\"\nbackends:\n  text:\n{string.Concat(entries)}";

    /// <param name="name">The backend's name.</param>
    /// <param name="protocol">As in the file.</param>
    /// <param name="endpoint">One address.</param>
    /// <param name="model">What clients call the model; null leaves the models to be discovered.</param>
    /// <param name="upstream">What the backend calls it.</param>
    /// <param name="more">Further settings of the entry, in YAML's flow form.</param>
    /// <param name="probes">Active probes, every second.</param>
    /// <param name="second">Another address of the same backend.</param>
    public Backends Add(string name, string protocol, string endpoint, string? model = null, string? upstream = null, string? more = null, bool probes = false, string? second = null)
    {
        var models = model is null ? "" : $", models: [{{ id: \"{model}\", upstream: \"{upstream ?? model}\" }}]";
        var endpoints = second is null ? $"\"{endpoint}\"" : $"\"{endpoint}\", \"{second}\"";
        var health = probes ? "{ interval_secs: 1, timeout_secs: 1, failures: 1, successes: 1 }" : "{ enabled: false }";
        entries.Add(string.Create(CultureInfo.InvariantCulture, $"    - {{ name: {name}, protocol: {protocol}, endpoints: [{endpoints}]{models}, retry_count: 0, health_check: {health}{(more is null ? "" : ", " + more)} }}\n"));
        return this;
    }
}
