using System.CommandLine;
using GenGateway.Admission.Keys;
using GenGateway.Configuration;

namespace GenGateway.Server.CommandLine;

/// <summary><c>gengateway keys</c>: makes, lists, rotates and revokes the keys of the database, whether or not a gateway runs on it.</summary>
internal static class KeyCommands
{
    public const string Name = "keys";

    private static readonly Option<string> Config = new("--config") { HelpName = "FILE|DIR", Description = "The configuration whose database is meant.", Recursive = true };
    private static readonly Option<string[]> Set = new("--set") { HelpName = "setting=value", Description = "Any setting, such as database.connection_string=sqlite:keys.db.", Recursive = true };
    private static readonly Option<bool> Json = new("--json") { Description = "Answer with the JSON that /admin/keys answers with.", Recursive = true };

    /// <summary>The command with its own commands below it.</summary>
    /// <param name="sources">Everything that configuration is read from.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="output">Takes what was asked for: a key's text, a list, JSON.</param>
    /// <param name="errors">Takes what is said about it.</param>
    public static Command Make(ConfigurationSources sources, TimeProvider clock, TextWriter output, TextWriter errors)
    {
        var keys = new Command(Name, "Make, list and revoke API keys in the database; a running gateway follows within two seconds.");
        keys.Options.Add(Config);
        keys.Options.Add(Set);
        keys.Options.Add(Json);
        foreach (var command in (ReadOnlySpan<Command>)[Create(Console), List(Console), Rotate(Console), Revoke(Console), Expire(Console)])
            keys.Subcommands.Add(command);
        return keys;

        KeyConsole Console(ParseResult parsed) => new(sources with { Arguments = Arguments(parsed) }, clock, output, errors, parsed.GetValue(Json));
    }

    private static string[] Arguments(ParseResult parsed)
    {
        var arguments = new List<string>();
        if (parsed.GetValue(Config) is { } config)
            arguments.AddRange(["--config", config]);
        foreach (var setting in parsed.GetValue(Set) ?? [])
            arguments.AddRange(["--set", setting]);
        return [.. arguments];
    }

    private static Argument<string> Key() => new("NAME") { Description = "The key's name." };

    private static Command Create(Func<ParseResult, KeyConsole> console)
    {
        var name = Key();
        var scopes = new Option<string[]>("--scopes") { HelpName = "SCOPE", Description = "What it may do: generate, read, admin, files:path; without this everything.", AllowMultipleArgumentsPerToken = true };
        var models = new Option<string[]>("--models") { HelpName = "MODEL", Description = "The models that it may use, or beginnings with a trailing *; without this all.", AllowMultipleArgumentsPerToken = true };
        var limits = new Option<string[]>("--limit") { HelpName = "name=number", Description = "A limit of its own, such as tokens_per_minute=20000; may be repeated." };
        var budget = new Option<string>("--budget") { HelpName = "USD[/PERIOD]", Description = "What it may spend in US dollars per day, month (if nothing is said) or total, such as 25/month." };
        var expires = new Option<string>("--expires") { HelpName = "TIME", Description = "When it stops being a key, such as 2027-01-01T00:00:00Z." };
        var sha256 = new Option<string>("--sha256") { HelpName = "HEX", Description = "The SHA-256 of a text that is there already; without this a text is made and shown once." };
        var command = new Command("create", "Make a key and show its text, this once.") { name, scopes, models, limits, budget, expires, sha256 };
        command.SetAction(parsed => console(parsed).Create(new KeyWish(
            parsed.GetRequiredValue(name),
            Words(parsed.GetValue(scopes)),
            Words(parsed.GetValue(models)),
            parsed.GetValue(limits) ?? [],
            parsed.GetValue(budget),
            parsed.GetValue(expires),
            parsed.GetValue(sha256))));
        return command;
    }

    private static Command List(Func<ParseResult, KeyConsole> console)
    {
        var revoked = new Option<bool>("--revoked") { Description = "List revoked keys, too." };
        var command = new Command("list", "List the keys of files, environment and database, without their texts.") { revoked };
        command.SetAction(parsed => console(parsed).List(parsed.GetValue(revoked)));
        return command;
    }

    private static Command Rotate(Func<ParseResult, KeyConsole> console)
    {
        var name = Key();
        var grace = new Option<long>("--grace-secs") { HelpName = "SECONDS", Description = "For how long the text before still counts; without this no longer at all." };
        grace.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() is var seconds && (seconds < 0 || seconds > KeyBook.LongestGrace.TotalSeconds))
                result.AddError($"--grace-secs is {seconds}; it must be 0 to {KeyBook.LongestGrace.TotalSeconds}.");
        });
        var command = new Command("rotate", "Give a key another text and show it, this once.") { name, grace };
        command.SetAction(parsed => console(parsed).Rotate(parsed.GetRequiredValue(name), TimeSpan.FromSeconds(parsed.GetValue(grace))));
        return command;
    }

    private static Command Revoke(Func<ParseResult, KeyConsole> console)
    {
        var name = Key();
        var command = new Command("revoke", "End a key for ever; its name is not given again.") { name };
        command.SetAction(parsed => console(parsed).Revoke(parsed.GetRequiredValue(name)));
        return command;
    }

    private static Command Expire(Func<ParseResult, KeyConsole> console)
    {
        var name = Key();
        var at = new Option<string>("--at") { HelpName = "TIME", Description = "When, such as 2027-01-01T00:00:00Z, or never; without this now." };
        var command = new Command("expire", "Let a key end at a time; unlike a revoked one it can be given another time.") { name, at };
        command.SetAction(parsed => console(parsed).Expire(parsed.GetRequiredValue(name), parsed.GetValue(at)));
        return command;
    }

    // One a time, or several with commas between them.
    private static string[]? Words(string[]? written) =>
        written is null or [] ? null : [.. written.SelectMany(static word => word.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
}
