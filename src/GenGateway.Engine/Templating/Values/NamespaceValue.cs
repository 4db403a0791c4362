namespace GenGateway.Engine.Templating.Values;

/// <summary>What <c>namespace()</c> gives: the one value whose attributes a template may set, so that they outlive a loop.</summary>
internal sealed class NamespaceValue
{
    public Dictionary<string, object?> Attributes { get; } = [];
}
