namespace GenGateway.Journey.Tests.Harness;

/// <summary>What a test gives to the program before it starts.</summary>
public sealed record GatewayOptions
{
    public IReadOnlyList<string> Arguments { get; init; } = ["--port", "0"];

    /// <summary>Runs the README's first command in the repository instead of the published program.</summary>
    public bool FromSources { get; init; }

    /// <summary>Beside PATH and HOME the program sees nothing else.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files to write before the start, relative to the working directory.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Fills the working directory's <c>models</c> folder, which it is given.</summary>
    public Action<string>? Models { get; init; }

    /// <summary>The test provokes errors in the log, so they do not fail it.</summary>
    public bool ExpectsErrors { get; init; }

    /// <summary>These options with this text as <c>config/gateway.yaml</c>.</summary>
    public GatewayOptions WithConfiguration(string yaml) => this with { Files = new Dictionary<string, string>(Files) { ["config/gateway.yaml"] = yaml } };

    public GatewayOptions WithEnvironment(string name, string value) => this with { Environment = new Dictionary<string, string>(Environment) { [name] = value } };

    public GatewayOptions WithArguments(params string[] more) => this with { Arguments = [.. Arguments, .. more] };
}
