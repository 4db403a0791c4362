namespace GenGateway.Configuration;

/// <summary>Collects what is wrong, so that all of it is told at once.</summary>
internal sealed class LoadReport
{
    private const int MostErrors = 100;

    public List<ConfigError> Errors { get; } = [];

    public List<string> Warnings { get; } = [];

    public void Error(ConfigOrigin origin, string setting, string problem)
    {
        // A file that is something else altogether would otherwise fill the screen.
        if (Errors.Count < MostErrors) Errors.Add(new ConfigError(origin, setting, problem));
    }
}
