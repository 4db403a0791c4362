using System.CommandLine;
using System.Net.Sockets;
using GenGateway.Configuration;
using GenGateway.Server.Lab;
using GenGateway.Server.Lab.Cases;

namespace GenGateway.Server.CommandLine;

/// <summary><c>gengateway lab</c>: plays every fault of the contract against the gateway with the user's configuration.</summary>
/// <remarks>Exit codes: 0 every case that was played passed, 1 one did not or none was played, 2 the configuration is wrong.</remarks>
internal static class LabCommand
{
    public const string Name = "lab";

    private const int HighestPort = 65_535;

    private static readonly Option<string> Config = new("--config") { HelpName = "FILE|DIR", Description = "The configuration that is tried; nothing of it is changed, and none of its backends is asked." };
    private static readonly Option<string[]> Set = new("--set") { HelpName = "setting=value", Description = "Any setting, such as routing.on_stream_break=continue." };
    private static readonly Option<bool> Json = new("--json") { Description = "The scorecard as JSON." };
    private static readonly Option<bool> List = new("--list") { Description = "Tell the cases, and play none." };
    private static readonly Option<string[]> Only = new("--only") { HelpName = "NAME,...", Description = "Play these cases only." };
    private static readonly Option<double?> Scale = new("--scale") { HelpName = "FACTOR", Description = "Shorten the configured times by this factor, above 0 and at most 1; without it as much as it takes for a total of 6 s." };
    private static readonly Option<string> Against = new("--against") { HelpName = "URL", Description = "Ask this server instead of a gateway of the lab's own; it must have the lab's upstreams as its backends." };
    private static readonly Option<int> Upstreams = new("--upstreams") { HelpName = "PORT", Description = "Where the lab's upstreams listen, for --against." };
    private static readonly Option<string> Log = new("--log") { HelpName = "FILE", Description = "Write the log of the lab's gateway to this file." };

    /// <summary>The command.</summary>
    /// <param name="sources">Everything that configuration is read from.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="output">Takes the scorecard.</param>
    /// <param name="errors">Takes what is said about it.</param>
    public static Command Make(ConfigurationSources sources, TimeProvider clock, TextWriter output, TextWriter errors)
    {
        var lab = new Command(Name, "Play every fault of a backend (429, resets, silence, broken streams ...) against this configuration, on this machine only, and print a scorecard.") { Config, Set, Json, List, Only, Scale, Against, Upstreams, Log };
        lab.SetAction((parsed, cancellationToken) => RunAsync(parsed, sources, clock, output, errors, cancellationToken));
        return lab;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConfigurationSources sources, TimeProvider clock, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(List))
        {
            if (parsed.GetValue(Json))
                Scorecard.ListJson(output);
            else
                Scorecard.List(output);
            return 0;
        }

        if (Problem(parsed) is { } problem)
        {
            await errors.WriteLineAsync(problem);
            return 1;
        }

        var (config, environment, exitCode) = Startup.Load(sources with { Arguments = Arguments(parsed) }, errors);
        if (config is null)
            return exitCode;
        var options = OptionsOf(parsed, sources);
        var lab = new FaultLab(config, environment, options, clock);
        try
        {
            var results = await lab.RunAsync(cancellationToken);
            if (options.Json)
                Scorecard.WriteJson(output, Scorecard.Notes(lab, options), results);
            else
                Scorecard.Write(output, Scorecard.Notes(lab, options), results);
            return results.Any(static result => result.Outcome == CaseOutcome.Failed) || results.All(static result => result.Outcome == CaseOutcome.Skipped) ? 1 : 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await errors.WriteLineAsync("the lab was stopped");
            return 1;
        }
        catch (Exception thrown) when (thrown is SocketException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"the lab cannot begin: {thrown.Message}");
            return 1;
        }
    }

    private static string? Problem(ParseResult parsed)
    {
        if (Names(parsed).FirstOrDefault(static name => FaultCases.All.All(played => played.Name != name)) is { } unknown)
            return $"--only names {unknown}, which is no case; gengateway lab --list tells them.";
        if (parsed.GetValue(Scale) is { } factor && factor is not (> 0 and <= 1))
            return FormattableString.Invariant($"--scale is {factor}; it must be above 0 and at most 1.");
        if (parsed.GetValue(Upstreams) is < 0 or > HighestPort)
            return $"--upstreams is {parsed.GetValue(Upstreams)}; it must be 0 to {HighestPort}.";
        if (parsed.GetValue(Against) is not { } against)
            return null;
        if (!Uri.TryCreate(against, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return $"--against is {against}; it must be an address such as http://127.0.0.1:8080.";
        return parsed.GetValue(Upstreams) == 0 ? "--against needs --upstreams PORT: the port at which that server expects its backends." : null;
    }

    private static LabOptions OptionsOf(ParseResult parsed, ConfigurationSources sources) => new()
    {
        Only = Names(parsed),
        Json = parsed.GetValue(Json),
        Scale = parsed.GetValue(Scale),
        Against = parsed.GetValue(Against) is { } against ? new Uri(against) : null,
        Key = sources.Environment.GetValueOrDefault("GEN_GATEWAY_LAB_KEY"),
        UpstreamPort = parsed.GetValue(Upstreams),
        LogFile = parsed.GetValue(Log) is { } log ? Path.Combine(sources.WorkingDirectory, log) : null,
    };

    private static string[] Names(ParseResult parsed) =>
        [.. (parsed.GetValue(Only) ?? []).SelectMany(static names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static string[] Arguments(ParseResult parsed) =>
        [.. parsed.GetValue(Config) is { } config ? ["--config", config] : (string[])[], .. (parsed.GetValue(Set) ?? []).SelectMany(static setting => (string[])["--set", setting])];
}
