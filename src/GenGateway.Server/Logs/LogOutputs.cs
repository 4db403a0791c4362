using GenGateway.Configuration;
using GenGateway.Errors;

namespace GenGateway.Server.Logs;

/// <summary>Opens what <c>logging.output</c> names.</summary>
internal static class LogOutputs
{
    /// <param name="outputs">What is configured.</param>
    /// <param name="standard">Standard output; stays the caller's.</param>
    /// <param name="workingDirectory">What relative paths start from.</param>
    /// <returns>The outputs, or which file cannot be written.</returns>
    public static Outcome<IReadOnlyList<ILogOutput>> Open(IReadOnlyList<LogOutputConfig> outputs, Stream standard, string workingDirectory)
    {
        var opened = new List<ILogOutput>();
        foreach (var output in outputs)
        {
            if (output.Path is null)
            {
                opened.Add(new StreamOutput(standard));
                continue;
            }

            try
            {
                opened.Add(new FileOutput(Path.Combine(workingDirectory, output.Path), output.MaxBytes, output.MaxFiles));
            }
            catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
            {
                return new Failure(FailureKind.InvalidValue, $"logging.output: the file {output.Path} cannot be written ({thrown.Message}); name another path, or give this user the right to write it");
            }
        }

        return opened;
    }
}
