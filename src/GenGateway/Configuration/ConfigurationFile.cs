namespace GenGateway.Configuration;

/// <summary>Finds the file that configuration is read from and reads it.</summary>
internal sealed class ConfigurationFile(string workingDirectory, LoadReport report)
{
    private static readonly string[] YamlNames = ["gateway.yaml", "gateway.yml"];
    private static readonly string[] BackendNames = ["backends.yaml", "backends.yml"];

    /// <summary>What <c>--config</c> named, or <c>config/gateway.yaml</c>; null where there is none or it is wrong.</summary>
    public ConfigNode? Read(string? given)
    {
        var path = given is null ? Default() : Given(given);
        if (path is null) return null;
        return ConfigText.Read(path, Shown(path), report) is { } text ? YamlTree.Read(text, Shown(path), report) : null;
    }

    /// <summary>The path as a person in the working directory writes it.</summary>
    public string Shown(string path)
    {
        var relative = Path.GetRelativePath(workingDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private string? Default() => InDirectory(Path.Combine(workingDirectory, "config"), mustBe: false);

    private string? Given(string given)
    {
        var origin = new ConfigOrigin("command line --config");
        if (given.Length == 0 || given.Contains('\0', StringComparison.Ordinal))
        {
            report.Error(origin, "", "a file or a directory must follow");
            return null;
        }

        var path = Path.GetFullPath(given, workingDirectory);
        if (Directory.Exists(path)) return InDirectory(path, mustBe: true);
        if (!File.Exists(path))
        {
            report.Error(origin, "", $"{ConfigText.Show(given)} is neither a file nor a directory; name one, or leave --config out");
            return null;
        }

        if (Path.GetExtension(path) is not (".yaml" or ".yml"))
        {
            report.Error(origin, "", $"{ConfigText.Show(given)} is not read by this version; it reads .yaml and .yml");
            return null;
        }

        return path;
    }

    private string? InDirectory(string directory, bool mustBe)
    {
        string[] found = [.. YamlNames.Select(name => Path.Combine(directory, name)).Where(File.Exists)];
        var toml = Path.Combine(directory, "default.toml");
        if (found.Length == 2)
        {
            report.Error(new ConfigOrigin(Shown(found[0])), "", $"{Shown(found[1])} is there too; keep one of them");
            return null;
        }

        // Never passed over in silence: it may hold the keys.
        if (File.Exists(toml))
        {
            report.Error(new ConfigOrigin(Shown(toml)), "", found.Length == 1
                ? $"{Shown(found[0])} is there too; keep one of them, or choose with --config"
                : $"TOML is not read by this version; write its settings into {Shown(Path.Combine(directory, YamlNames[0]))}");
            return null;
        }

        foreach (var backends in BackendNames.Select(name => Path.Combine(directory, name)).Where(File.Exists))
        {
            report.Warnings.Add($"{Shown(backends)} is not read by this version; only the models of the embedded engine answer");
        }

        if (found.Length == 1) return found[0];
        if (mustBe) report.Error(new ConfigOrigin("command line --config"), "", $"{Shown(directory)} holds no {YamlNames[0]}");
        return null;
    }
}
