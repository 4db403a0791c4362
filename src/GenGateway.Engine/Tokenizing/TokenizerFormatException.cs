namespace GenGateway.Engine.Tokenizing;

/// <summary>A tokenizer file that is broken, or asks for something that is not supported. The message names the place.</summary>
public sealed class TokenizerFormatException : Exception
{
    public TokenizerFormatException() : this("$", "the tokenizer file cannot be used") { }

    public TokenizerFormatException(string message) : this("$", message) { }

    public TokenizerFormatException(string message, Exception innerException) : this("$", message, innerException) { }

    internal TokenizerFormatException(string place, string problem, Exception? cause = null)
        : base($"tokenizer.json: {place}: {problem}", cause) => Place = place;

    /// <summary>Where in the file, as a path from the root <c>$</c>, such as <c>$.model.merges[3]</c>.</summary>
    public string Place { get; }
}
