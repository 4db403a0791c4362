namespace GenGateway.Engine.Templating.Nodes;

/// <summary>Stands for an argument that was not given.</summary>
internal sealed class Missing
{
    public static readonly Missing Value = new();
}
