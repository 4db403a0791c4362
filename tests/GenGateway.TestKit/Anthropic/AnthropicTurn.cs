using System.Text.Json.Nodes;

namespace GenGateway.TestKit.Anthropic;

/// <summary>Neighbouring messages of one role, as one.</summary>
internal sealed record AnthropicTurn(string Role, List<JsonObject> Blocks);
