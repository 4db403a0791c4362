using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

/// <summary>A working directory of its own, deleted with the test.</summary>
public sealed class Workplace : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("gengateway-").FullName;

    public Dictionary<string, string> Environment { get; } = [];

    public Workplace Write(string name, string text)
    {
        var path = Path.Combine(Directory, name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public Workplace Yaml(string text) => Write("config/gateway.yaml", text);

    public Workplace Variable(string name, string value)
    {
        Environment[name] = value;
        return this;
    }

    public ConfigurationResult Load(params string[] arguments) => ConfigurationLoader.Load(new ConfigurationSources(Directory, Environment, arguments));

    public GatewayConfig Config(params string[] arguments)
    {
        var result = Load(arguments);
        Assert.Empty(result.Errors);
        return result.Config!;
    }

    /// <summary>The one error, as a person reads it.</summary>
    public string Error(params string[] arguments)
    {
        var result = Load(arguments);
        Assert.Null(result.Config);
        return Assert.Single(result.Errors).ToString();
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
