using System.Text.Json.Nodes;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>What a node made: its outputs, and what it shows, which only output nodes do.</summary>
internal sealed record ComfyResult(IReadOnlyList<object> Outputs, JsonObject? Shows = null);
