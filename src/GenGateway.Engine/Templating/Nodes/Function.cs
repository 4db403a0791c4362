namespace GenGateway.Engine.Templating.Nodes;

/// <summary>A global function.</summary>
internal delegate object? Function(RenderState state, Arguments arguments);
