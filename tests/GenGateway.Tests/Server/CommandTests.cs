using GenGateway.Configuration;
using GenGateway.Server;
using GenGateway.Server.CommandLine;
using GenGateway.Tests.Configuration;

namespace GenGateway.Tests.Server;

public sealed class CommandTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("", false)]
    [InlineData("serve", false)]
    [InlineData("serve --port 0", false)]
    [InlineData("--set queue.max_size=1", false)]
    [InlineData("check", true)]
    [InlineData("--help", true)]
    [InlineData("serve -h", true)]
    [InlineData("--version", true)]
    public void Serving_needs_no_command_and_its_arguments_are_read_by_the_configuration(string arguments, bool other)
        => Assert.Equal(other, Commands.Concern(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("postgres://u:hidden@h/d", "SQLite only")]
    [InlineData("mysql://u:hidden@h/d", "no known scheme")]
    public void A_database_that_this_version_does_not_know_is_found_without_a_start(string connection, string said)
    {
        var (exitCode, _, errors) = Invoke("check", "--set", $"database.connection_string={connection}");

        Assert.Equal(1, exitCode);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_tells_every_error_with_file_line_and_column_and_ends_with_two()
    {
        _place.Yaml("server:\n  port: many\n").Write("config/backends.yaml", "backends:\n  text:\n  - nam: x\n    endpoints: [ftp://x]\n");
        var (exitCode, output, errors) = Invoke("check");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("config/gateway.yaml:2:9: server.port: ", errors, StringComparison.Ordinal);
        Assert.Contains("\nconfig/backends.yaml:3:10: backends.text[0].nam: not a setting; did you mean backends.text[0].name?", errors, StringComparison.Ordinal);
        Assert.Contains("\nconfig/backends.yaml:4:17: backends.text[0].endpoints[0]: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_reads_what_its_options_say()
    {
        _place.Yaml("server: {port: many}").Write("other.toml", "[server]\nport = 1\n");
        Assert.Equal((0, "the configuration is right\n", ""), Invoke("check", "--config", "other.toml", "--set", "queue.max_size=7"));
        Assert.Equal(2, Invoke("check", "--config", "other.toml", "--set", "queue.max_size=none").ExitCode);
        Assert.Equal(1, Invoke("check", "--config", "other.toml", "--host", "0.0.0.0").ExitCode);
        Assert.Equal((2, "", "command line '--prot': not an option; there are --config FILE|DIR, --host HOST, --port PORT and --set setting=value; gengateway --help tells the commands\n"), Invoke("check", "--config", "other.toml", "--prot=1"));
    }

    [Fact]
    public void Warnings_are_told_apart_from_errors()
    {
        var (exitCode, _, errors) = Invoke("check", "--set", "tracing.sample_ratio=0.5");
        Assert.Equal((0, "warning: not yet in effect: tracing.sample_ratio\n"), (exitCode, errors));
    }

    [Fact]
    public void Names_that_lead_nowhere_are_warnings_with_their_places()
    {
        _place.Yaml("backends: {text: [{name: b, endpoints: ['http://127.0.0.1:9/v1'], models: [llama3]}]}\nrouting: {default_models: {chat: lama3}, fallbacks: {llama3: [c]}, context_fallbacks: {llama3: llama4}}");
        var (exitCode, output, errors) = Invoke("check");
        Assert.Equal((0, "the configuration is right\n"), (exitCode, output));
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("warning: config/gateway.yaml:2:34: routing.default_models.chat is 'lama3', which no backend lists", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("did you mean llama3?", lines[0], StringComparison.Ordinal);
        Assert.Contains("routing.fallbacks.llama3[0] is 'c'", lines[1], StringComparison.Ordinal);
        Assert.Contains("routing.context_fallbacks.llama3 is 'llama4'", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_tells_of_a_default_model_once_and_by_what_it_knows_then()
    {
        const string found = "config/gateway.yaml:2:34: routing.default_models.chat is 'lama3', which no backend lists";
        Assert.Equal(["other"], Startup.Together(["other", found], []));
        Assert.Equal(["other", "routing.default_models.chat is 'lama3', which no backend serves now"], Startup.Together([found, "other"], ["routing.default_models.chat is 'lama3', which no backend serves now"]));
    }

    [Fact]
    public void Help_tells_commands_and_options()
    {
        var (exitCode, output, _) = Invoke("--help");
        Assert.Equal(0, exitCode);
        Assert.All(["serve", "check", "--config <FILE|DIR>", "--host", "--port", "--set", "--version"], word => Assert.Contains(word, output, StringComparison.Ordinal));
        Assert.Contains("gengateway [command] [options]", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_one_line()
        => Assert.Matches(@"^gengateway \d+\.\d+\.\d+\n$", Invoke("--version").Output);

    private (int ExitCode, string Output, string Errors) Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = Commands.Invoke(new ConfigurationSources(_place.Directory, _place.Environment, arguments), TimeProvider.System, output, errors);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
