namespace GenGateway.Engine.Text.Loading;

/// <summary>A model folder cannot be loaded: a file is missing, damaged, or of a kind that the engine does not run.</summary>
/// <remarks>The message is one line: the file, what was found in it and what was expected.</remarks>
public sealed class ModelLoadException : Exception
{
    internal ModelLoadException(string file, string problem, Exception? cause = null)
        : base($"{file}: {problem.ReplaceLineEndings(" ")}", cause)
    {
        File = file;
    }

    /// <summary>The path of the file or folder at fault.</summary>
    public string File { get; }
}
