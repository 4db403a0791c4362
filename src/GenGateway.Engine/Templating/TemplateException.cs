namespace GenGateway.Engine.Templating;

/// <summary>A template was read but cannot be rendered with these variables.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>An error with its message.</summary>
    public TemplateException(string message)
        : base(message)
    {
    }

    internal TemplateException(string message, bool raised)
        : base(message) => Raised = raised;

    /// <summary>Whether the template itself refused, with <c>raise_exception</c>: the message is then exactly the template's.</summary>
    public bool Raised { get; }
}
