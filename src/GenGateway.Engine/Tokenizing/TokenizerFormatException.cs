namespace GenGateway.Engine.Tokenizing;

/// <summary>A tokenizer file that is broken, or asks for something that is not supported. The message names the place.</summary>
public sealed class TokenizerFormatException : Exception
{
    private readonly string _problem;

    internal TokenizerFormatException(string place, string problem, Exception? cause = null)
        : base($"tokenizer.json: {place}: {problem}", cause)
    {
        Place = place;
        _problem = problem;
    }

    /// <summary>Where in the file, as a path from the root <c>$</c>, such as <c>$.model.merges[3]</c>.</summary>
    public string Place { get; }

    /// <summary>The same problem at a place that stands in front of this one's.</summary>
    internal TokenizerFormatException In(string outer) => new(outer + Place, _problem, InnerException);
}
