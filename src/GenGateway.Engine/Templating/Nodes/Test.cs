namespace GenGateway.Engine.Templating.Nodes;

/// <summary>A test behind <c>is</c>.</summary>
internal sealed record Test(bool TakesArgument, Func<object?, object?, bool> Holds);
