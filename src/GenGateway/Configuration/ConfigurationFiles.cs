namespace GenGateway.Configuration;

/// <summary>Finds the files that configuration is read from and reads them.</summary>
internal sealed class ConfigurationFiles(string workingDirectory, LoadReport report)
{
    private const string TomlName = "default.toml";

    private static readonly string[] GatewayNames = ["gateway.yaml", "gateway.yml"];
    private static readonly string[] BackendNames = ["backends.yaml", "backends.yml"];

    private readonly List<string> _looked = [];

    /// <summary>Every file that was read or would have been, had it been there: what to look at for changes.</summary>
    public IReadOnlyList<string> Looked => _looked;

    /// <summary>What <c>--config</c> named, or what lies in <c>config/</c>, laid over each other; nothing where there is none or it is wrong.</summary>
    public ConfigNode Read(string? given)
    {
        var root = ConfigNode.Nothing("", default);
        foreach (var path in given is null ? Default() : Given(given))
        {
            if (ConfigText.Read(path, Shown(path), report) is not { } text) continue;
            var read = IsToml(path) ? TomlTree.Read(text, Shown(path), report) : YamlTree.Read(text, Shown(path), report);
            if (read is not null) root = root.Overlay(read);
        }

        return root;
    }

    /// <summary>The path as a person in the working directory writes it.</summary>
    private string Shown(string path)
    {
        var relative = Path.GetRelativePath(workingDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private List<string> Default()
    {
        var directory = Path.Combine(workingDirectory, "config");
        var yaml = Yaml(directory);
        if (Existing(directory, TomlName) is not { } toml) return yaml;
        if (yaml.Count == 0) return [toml];

        // Never passed over in silence: either may hold the keys.
        report.Error(new ConfigOrigin(Shown(toml)), "", $"{Shown(yaml[0])} is there too; keep one of them, or choose with --config");
        return [];
    }

    private List<string> Given(string given)
    {
        var origin = new ConfigOrigin("command line --config");
        if (given.Length == 0 || given.Contains('\0', StringComparison.Ordinal))
        {
            report.Error(origin, "", "a file or a directory must follow");
            return [];
        }

        var path = Path.GetFullPath(given, workingDirectory);
        if (Directory.Exists(path))
        {
            var found = Yaml(path);
            if (found.Count == 0 && Existing(path, TomlName) is { } toml) found.Add(toml);
            if (found.Count == 0) report.Error(origin, "", $"{Shown(path)} holds none of {string.Join(", ", [.. GatewayNames, .. BackendNames, TomlName])}");
            return found;
        }

        if (!File.Exists(path))
        {
            report.Error(origin, "", $"{ConfigText.Show(given)} is neither a file nor a directory; name one, or leave --config out");
            return [];
        }

        _looked.Add(path);
        if (IsToml(path)) return [path];
        if (Path.GetExtension(path) is ".yaml" or ".yml")
        {
            var backends = Choose(Path.GetDirectoryName(path)!, BackendNames);
            return backends is null || backends == path ? [path] : [path, backends];
        }

        report.Error(origin, "", $"{ConfigText.Show(given)} cannot be read; the names of configuration files end in .yaml, .yml or .toml");
        return [];
    }

    private static bool IsToml(string path) => Path.GetExtension(path) == ".toml";

    private List<string> Yaml(string directory) => [.. new[] { Choose(directory, GatewayNames), Choose(directory, BackendNames) }.OfType<string>()];

    private string? Choose(string directory, string[] names)
    {
        string[] found = [.. names.Select(name => Existing(directory, name)).OfType<string>()];
        if (found.Length == 2) report.Error(new ConfigOrigin(Shown(found[0])), "", $"{Shown(found[1])} is there too; keep one of them");
        return found.FirstOrDefault();
    }

    private string? Existing(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        _looked.Add(path);
        return File.Exists(path) ? path : null;
    }
}
