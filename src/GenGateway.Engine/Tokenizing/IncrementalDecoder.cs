namespace GenGateway.Engine.Tokenizing;

/// <summary>Turns ids into text one at a time, never ending a piece inside a character.</summary>
public sealed class IncrementalDecoder
{
    internal IncrementalDecoder() { }

    public string Append(int id) => throw new NotSupportedException(GetType().Name);

    public string Flush() => throw new NotSupportedException(GetType().Name);
}
