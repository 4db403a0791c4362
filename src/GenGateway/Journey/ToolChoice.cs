namespace GenGateway.Journey;

/// <summary>Whether the model may, must or must not call a tool.</summary>
public abstract record ToolChoice
{
    private ToolChoice()
    {
    }

    /// <summary>The model decides.</summary>
    public sealed record Auto : ToolChoice;

    /// <summary>It must not.</summary>
    public sealed record None : ToolChoice;

    /// <summary>It must call one of them.</summary>
    public sealed record Required : ToolChoice;

    /// <summary>It must call this one.</summary>
    public sealed record Named(string Name) : ToolChoice;
}
