using GenGateway.Engine.Templating.Nodes;

namespace GenGateway.Engine.Templating.Values;

/// <summary>A global function by its name, before it is called.</summary>
internal sealed class FunctionValue(Function function)
{
    public Function Function { get; } = function;
}
