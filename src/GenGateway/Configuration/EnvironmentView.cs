namespace GenGateway.Configuration;

/// <summary>The environment as GenGateway sees it: the process' variables over those of <c>.env</c>; a variable that is set to nothing is not set.</summary>
/// <remarks>Immutable and thread safe; files are read anew each time.</remarks>
public sealed class EnvironmentView : ISecretSource
{
    private const int MostSecretBytes = 64 * 1024;

    private readonly IReadOnlyDictionary<string, string> _process;
    private readonly DotEnvFile _dotEnv;
    private readonly string _workingDirectory;

    internal EnvironmentView(IReadOnlyDictionary<string, string> process, DotEnvFile dotEnv, string workingDirectory)
    {
        _process = process;
        _dotEnv = dotEnv;
        _workingDirectory = workingDirectory;
    }

    /// <summary>Nothing but the process' variables.</summary>
    public EnvironmentView(IReadOnlyDictionary<string, string> process, string workingDirectory)
        : this(process, DotEnvFile.Parse("", ".env", new LoadReport()), workingDirectory)
    {
    }

    /// <inheritdoc/>
    public string? Variable(string name) =>
        _process.TryGetValue(name, out var value) && value.Length > 0 || _dotEnv.Variables.TryGetValue(name, out value) && value.Length > 0 ? value : null;

    /// <summary>Where a variable that is set was set; safe to show.</summary>
    public ConfigOrigin OriginOf(string name) =>
        _process.TryGetValue(name, out var value) && value.Length > 0 || !_dotEnv.Variables.ContainsKey(name) ? ProcessOrigin(name) : _dotEnv.OriginOf(name);

    /// <inheritdoc/>
    public string? File(string path, out string? problem)
    {
        try
        {
            var full = Path.GetFullPath(path, _workingDirectory);
            using var reader = new StreamReader(full);
            var text = new char[MostSecretBytes];
            var length = reader.ReadBlock(text);
            var secret = new string(text, 0, length).TrimEnd('\r', '\n');
            problem = length == MostSecretBytes ? $"file {path} is larger than {MostSecretBytes} bytes, which no secret is" : secret.Length == 0 ? $"file {path} is empty" : null;
            return problem is null ? secret : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            problem = $"file {path} cannot be read: {e.Message}";
            return null;
        }
    }

    /// <summary>Whether the <c>.env</c> file said the same.</summary>
    internal bool HasSameFile(EnvironmentView other) => ValueMap.Of(_dotEnv.Variables).Equals(ValueMap.Of(other._dotEnv.Variables));

    internal static ConfigOrigin ProcessOrigin(string name) => new($"environment variable {name}");

    /// <summary>The variable as a node of its origin, or null where it is not set.</summary>
    internal ConfigNode? Node(string name, string? path = null) =>
        Variable(name) is { } value ? ConfigNode.Value(path ?? name, OriginOf(name), value) : null;
}
