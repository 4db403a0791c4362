using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>The real program in a working directory and an environment of its own. Disposal kills it and removes its directory.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RefusalBound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly DirectoryInfo home;
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GatewayClient? client;

    private GatewayProcess(GatewayOptions options)
    {
        Options = options;
        home = Directory.CreateTempSubdirectory("gengateway-");
        WorkingDirectory = Path.Combine(home.FullName, "work");
        Prepare();
        process = new Process { StartInfo = Describe() };
        process.OutputDataReceived += (_, line) => Take(line.Data, Log.AddOutput);
        process.ErrorDataReceived += (_, line) => Take(line.Data, Log.AddError);
    }

    public GatewayOptions Options { get; }

    public string WorkingDirectory { get; }

    public ProgramLog Log { get; } = new();

    /// <summary>The address that the program itself says it listens on.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    public GatewayClient Client => client ?? throw new InvalidOperationException("The program does not listen.");

    public bool HasExited => process.HasExited;

    /// <summary>The program's resident memory now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts the program and returns when it says where it listens.</summary>
    public static async Task<GatewayProcess> StartAsync(GatewayOptions options, CancellationToken cancellationToken)
    {
        var gateway = Launch(options);
        try
        {
            if (!await gateway.ListensAsync(cancellationToken))
                Assert.Fail($"The program ended with code {gateway.process.ExitCode} before it listened:\n{gateway.Log.Text}");
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program, which must refuse to serve, and returns its exit code and all that it said.</summary>
    public static async Task<ProgramResult> RefusalAsync(GatewayOptions options, CancellationToken cancellationToken)
    {
        await using var gateway = Launch(options);
        // A refusal may name an address as well; only a program that stays is one that serves.
        if (await gateway.ListensAsync(cancellationToken) && !await gateway.EndsAsync(RefusalBound, cancellationToken))
            Assert.Fail($"The program listens on {gateway.Url} instead of refusing to start:\n{gateway.Log.Text}");
        return new ProgramResult(gateway.process.ExitCode, string.Join('\n', gateway.Log.Output), string.Join('\n', gateway.Log.Errors));
    }

    /// <summary>Asks the program to stop, as a service manager does; it may go on serving what is open.</summary>
    public async Task TerminateAsync(CancellationToken cancellationToken)
    {
        // The shell's own kill: the framework can only send SIGKILL, and no package is needed for this.
        var result = await ChildProgram.RunAsync("/bin/sh", ["-c", $"kill -TERM {process.Id}"], WorkingDirectory, cancellationToken);
        Assert.Equal(0, result.ExitCode);
    }

    /// <summary>The log's line of a request that has been answered; it comes a moment after the answer.</summary>
    public async Task<JsonElement> RequestLineAsync(string requestId, CancellationToken cancellationToken) =>
        LogLine.Parse((await Eventually.ReachesAsync(
            () => Task.FromResult(Log.Output.FirstOrDefault(line => line.Contains($"\"request_id\":\"{requestId}\"", StringComparison.Ordinal))),
            static line => line is not null,
            StartBound,
            $"a log line of {requestId}",
            cancellationToken))!);

    /// <summary>Ends the program at once, as a crash does.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(StopBound, cancellationToken);
    }

    /// <summary>Waits until the program has ended of itself.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken).WaitAsync(StopBound, cancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(StopBound, CancellationToken.None);
        process.Dispose();
        home.Delete(recursive: true);
    }

    private static GatewayProcess Launch(GatewayOptions options)
    {
        var gateway = new GatewayProcess(options);
        gateway.process.Start();
        gateway.process.BeginOutputReadLine();
        gateway.process.BeginErrorReadLine();
        gateway.process.StandardInput.Close();
        return gateway;
    }

    private async Task<bool> ListensAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(StartBound);
        var exit = process.WaitForExitAsync(bound.Token);
        try
        {
            if (await Task.WhenAny(listening.Task, exit) == exit)
            {
                await exit;
                return false;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"Within {StartBound.TotalSeconds} s the program neither listened nor ended:\n{Log.Text}");
        }

        Url = await listening.Task;
        client = new GatewayClient(Url);
        return true;
    }

    private async Task<bool> EndsAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(within, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Prepare()
    {
        Directory.CreateDirectory(WorkingDirectory);
        foreach (var (name, text) in Options.Files)
        {
            var path = Path.Combine(WorkingDirectory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        if (Options.Models is { } fill)
            fill(Directory.CreateDirectory(Path.Combine(WorkingDirectory, "models")).FullName);
    }

    private ProcessStartInfo Describe()
    {
        // Built by whoever runs the tests; the runner builds before.
        string[] run = ["run", "--no-build", "-c", "Release", "--project", "src/GenGateway.Server", "--", .. Options.Arguments];
        var start = new ProcessStartInfo(Options.FromSources ? "dotnet" : Repository.Program, Options.FromSources ? run : Options.Arguments)
        {
            WorkingDirectory = Options.FromSources ? Repository.Root : WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = home.FullName;
        foreach (var (name, value) in Options.Environment)
            start.Environment[name] = value;
        return start;
    }

    private void Take(string? line, Action<string> add)
    {
        if (line is null)
            return;
        add(line);
        if (Address().Match(line) is { Success: true } match)
            listening.TrySetResult(new Uri($"{match.Groups["scheme"].Value}://{match.Groups["host"].Value.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)}:{match.Groups["port"].Value}"));
    }

    [GeneratedRegex(@"(?<scheme>https?)://(?<host>\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]|localhost):(?<port>[1-9]\d*)")]
    private static partial Regex Address();
}
