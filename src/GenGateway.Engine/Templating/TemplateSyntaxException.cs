namespace GenGateway.Engine.Templating;

/// <summary>A template cannot be read: it is malformed, or uses a construct that this version does not know; the message names it.</summary>
public sealed class TemplateSyntaxException : Exception
{
    /// <summary>Says what is wrong and where.</summary>
    public TemplateSyntaxException(string problem, int line, int column)
        : base($"line {line}, column {column}: {problem}")
    {
        Line = line;
        Column = column;
    }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The column, from 1.</summary>
    public int Column { get; }
}
