namespace GenGateway.Engine.Templating;

/// <summary>How the rendering goes on after a statement.</summary>
internal enum Flow
{
    Next,
    Continue,
    Break,
}
