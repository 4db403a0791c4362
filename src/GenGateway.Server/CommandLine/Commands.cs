using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using GenGateway.Configuration;

namespace GenGateway.Server.CommandLine;

/// <summary>The commands beside <c>serve</c>, and the help for all.</summary>
/// <remarks>
/// <c>serve</c> is the default and starts often, so its arguments are read by the configuration itself, which knows their places in the order of sources;
/// only what is asked by a person pays for the parser here.
/// </remarks>
internal static class Commands
{
    private const string Check = "check";

    private static readonly string[] Asking = ["--help", "-h", "-?", "--version"];

    /// <summary>Whether the arguments are for <see cref="Invoke"/>; else they are those of <c>serve</c>.</summary>
    public static bool Concern(IReadOnlyList<string> arguments) => arguments is [Check or KeyCommands.Name or LabCommand.Name, ..] || arguments.Any(Asking.Contains);

    /// <summary>Runs a command that does not serve.</summary>
    /// <param name="sources">Everything that configuration is read from, the arguments among it.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="errors">Standard error.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(ConfigurationSources sources, TimeProvider clock, TextWriter output, TextWriter errors)
    {
        // Not RootCommand, which is named after the file that runs.
        var root = new Command("gengateway", "One server in front of everything that generates text and images.");
        root.Options.Add(new HelpOption { Recursive = true });
        root.Options.Add(new VersionOption { Action = new TellVersion() });
        var serve = new Command("serve", "Serve; the default.");
        var check = new Command(Check, "Read the whole configuration, tell everything that is wrong with file, line and column, and serve nothing.");
        AddOptions(root);
        AddOptions(serve);
        AddOptions(check);

        // What follows the command's name is read by the configuration, as at a start.
        check.TreatUnmatchedTokensAsErrors = false;
        check.SetAction(_ => Startup.Check(sources with { Arguments = [.. sources.Arguments.Skip(1)] }, output, errors));
        root.Subcommands.Add(serve);
        root.Subcommands.Add(check);
        root.Subcommands.Add(KeyCommands.Make(sources, clock, output, errors));
        root.Subcommands.Add(LabCommand.Make(sources, clock, output, errors));
        return root.Parse(sources.Arguments).Invoke(new InvocationConfiguration { Output = output, Error = errors });
    }

    private static void AddOptions(Command command)
    {
        command.Options.Add(new Option<string>("--config") { HelpName = "FILE|DIR", Description = "The configuration; without it config/gateway.yaml and config/backends.yaml, or config/default.toml." });
        command.Options.Add(new Option<string>("--host") { HelpName = "HOST", Description = "Where to listen: server.host." });
        command.Options.Add(new Option<string>("--port") { HelpName = "PORT", Description = "Where to listen: server.port." });
        command.Options.Add(new Option<string[]>("--set") { HelpName = "setting=value", Description = "Any setting, such as queue.max_size=50; wins over files and environment." });
    }

    private sealed class TellVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"gengateway {HealthPage.Version}");
            return 0;
        }
    }
}
