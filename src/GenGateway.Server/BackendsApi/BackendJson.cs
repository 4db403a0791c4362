using System.Buffers;
using System.Text.Json;
using GenGateway.Backends.Dialects;
using GenGateway.Backends.Http;
using GenGateway.Journey;
using GenGateway.Server.Http;

namespace GenGateway.Server.BackendsApi;

/// <summary>Backends as clients of <c>/v1/backends</c> read them.</summary>
internal static class BackendJson
{
    public static void WriteList(IBufferWriter<byte> output, IEnumerable<BackendListing> listings)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteStartArray("backends");
        foreach (var listing in listings)
            WriteItem(json, listing);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteOne(IBufferWriter<byte> output, BackendListing listing)
    {
        using var json = JsonOutput.Writer(output);
        WriteItem(json, listing);
    }

    /// <summary>What a change answers: the predecessor's two members, and the backend where there still is one.</summary>
    public static void WriteDone(IBufferWriter<byte> output, string message, BackendListing? listing, IReadOnlyList<string> warnings)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteString("message", message);
        if (listing is not null)
        {
            json.WritePropertyName("backend");
            WriteItem(json, listing);
        }

        if (warnings.Count > 0)
            json.WriteTexts("warnings", warnings);
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, BackendListing listing)
    {
        var (backend, config) = (listing.Backend, listing.Config);
        json.WriteStartObject();
        json.WriteString("name", backend.Name);
        json.WriteString("type", TypeOf(listing));
        json.WriteString("protocol", backend.Protocol);
        json.WriteString("dialect", backend.Protocol == "http" && listing.IsText ? "openai" : backend.Endpoints.OfType<DialectEndpoint>().Select(static endpoint => endpoint.Dialect).FirstOrDefault(static dialect => dialect is not null));
        json.WriteStartArray("endpoints");
        foreach (var endpoint in backend.Endpoints)
            WriteEndpoint(json, endpoint, listing.Health.Of(endpoint), (backend as RemoteBackend)?.ListProblem);
        json.WriteEndArray();
        json.WriteBoolean("healthy", listing.IsHealthy);
        json.WriteNumber("weight", config?.Weight ?? 1);
        json.WriteBoolean("enabled", backend.Enabled);
        json.WriteBoolean("draining", listing.Draining);
        json.WriteTexts("models", backend.Models.Select(static model => model.Id));
        // What somebody wrote holds words (tools, vision …) that routing does not need.
        json.WriteTexts("capabilities", config is { Capabilities.Count: > 0 } ? config.Capabilities : backend.Capabilities.Select(CapabilityNames.Of));
        json.WriteString("origin", backend.Origin);
        json.WriteEndObject();
    }

    private static void WriteEndpoint(Utf8JsonWriter json, IEndpoint endpoint, IEndpointHealth health, string? listProblem)
    {
        json.WriteStartObject();
        json.WriteString("url", endpoint.Address);
        json.WriteBoolean("healthy", health.IsHealthy);
        // Healthy or not by its probe; a backend that shows nobody its models serves nothing all the same.
        json.WriteString("reason", health.Reason ?? listProblem);
        json.WriteEndObject();
    }

    private static string TypeOf(BackendListing listing) => (listing.IsText, listing.IsImage) switch
    {
        (true, true) => "multi",
        (_, true) => "image",
        _ => "text",
    };
}
