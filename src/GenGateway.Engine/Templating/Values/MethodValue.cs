namespace GenGateway.Engine.Templating.Values;

/// <summary>A method of a value, before it is called.</summary>
internal sealed class MethodValue(object? receiver, string name)
{
    public object? Receiver { get; } = receiver;

    public string Name { get; } = name;
}
