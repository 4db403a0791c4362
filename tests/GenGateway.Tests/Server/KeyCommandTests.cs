using System.Text.Json;
using GenGateway.Configuration;
using GenGateway.Server;
using GenGateway.Server.CommandLine;
using GenGateway.Tests.Configuration;

namespace GenGateway.Tests.Server;

public sealed class KeyCommandTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void The_keys_text_alone_is_the_output_and_is_never_shown_again()
    {
        var (exitCode, output, errors) = Invoke("create", "ci", "--scopes", "generate,read", "--models", "a", "--models", "b*", "--limit", "tokens_per_minute=5", "--budget", "2.5/day", "--expires", "2999-01-01T00:00:00Z");
        Assert.Equal(0, exitCode);
        Assert.Matches("^gg-[A-Za-z0-9]{43}\n$", output);
        Assert.Contains("'ci' made", errors, StringComparison.Ordinal);

        using var listed = JsonDocument.Parse(Invoke("list", "--json").Output);
        var key = listed.RootElement.GetProperty("data")[0];
        Assert.Equal("""["generate","read"]|["a","b*"]|{"tokens_per_minute":5}|{"usd":2.5,"period":"day"}|"2999-01-01T00:00:00Z" """.Trim(), string.Join('|', new[] { "scopes", "models", "limits", "budget", "expires" }.Select(name => key.GetProperty(name).GetRawText())));
        Assert.DoesNotContain(output.Trim(), listed.RootElement.GetRawText() + errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_have_the_keys_of_the_file_too_and_the_revoked_ones_only_if_asked()
    {
        _place.Yaml("auth: {api_keys: [{name: filed, key: filed-text}]}").Variable("GEN_GATEWAY_API_KEY", "from-the-environment");
        Invoke("create", "one");
        Assert.Equal((0, "", "key 'one' is revoked.\n"), Invoke("revoke", "one"));
        var (_, output, _) = Invoke("list");
        Assert.Matches(@"(?m)^filed +file +active", output);
        Assert.Matches(@"(?m)^environment variable GEN_GATEWAY_API_KEY +env +active", output);
        Assert.DoesNotContain("one", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^one +api +revoked", Invoke("list", "--revoked").Output);
    }

    [Fact]
    public void A_key_is_rotated_and_ends_when_it_is_told_to()
    {
        var first = Invoke("create", "one").Output;
        var (exitCode, second, errors) = Invoke("rotate", "one", "--grace-secs", "60");
        Assert.Equal(0, exitCode);
        Assert.NotEqual(first, second);
        Assert.Contains("counts until", errors, StringComparison.Ordinal);
        Assert.Equal(0, Invoke("expire", "one").ExitCode);
        Assert.Matches(@"(?m)^one +api +expired", Invoke("list").Output);
        Assert.Equal(0, Invoke("expire", "one", "--at", "never").ExitCode);
        Assert.Matches(@"(?m)^one +api +active +\S+ +\* +never", Invoke("list").Output);
    }

    [Theory]
    [InlineData(1, "no key 'nobody'", "revoke", "nobody")]
    [InlineData(1, "expires: ", "create", "a", "--expires", "soon")]
    [InlineData(1, "--limit is 'many'", "create", "a", "--limit", "many")]
    [InlineData(1, "--budget is 'much'", "create", "a", "--budget", "much")]
    [InlineData(1, "--grace-secs", "rotate", "a", "--grace-secs", "-1")]
    [InlineData(1, "database in memory", "list", "--set", "database.connection_string=sqlite::memory:")]
    [InlineData(2, "server.port", "list", "--set", "server.port=many")]
    public void What_goes_wrong_is_said_and_told_by_the_exit_code(int expected, string words, params string[] arguments)
    {
        var (exitCode, output, errors) = Invoke(arguments);
        Assert.Equal(expected, exitCode);
        Assert.Contains(words == "database in memory" ? "memory of one gateway" : words, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("gg-", output, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_key_in_the_database_a_server_may_listen_beyond_this_machine()
    {
        var open = new ConfigurationSources(_place.Directory, _place.Environment, ["--host", "0.0.0.0"]);
        Assert.Equal(1, Startup.Check(open, TextWriter.Null, TextWriter.Null));
        Invoke("create", "one");
        Assert.Equal(0, Startup.Check(open, TextWriter.Null, TextWriter.Null));
        Assert.Equal(1, Startup.Check(open with { Arguments = ["--host", "0.0.0.0", "--set", "database.migration_mode=drop_recreate"] }, TextWriter.Null, TextWriter.Null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("auth: {api_keys: [your-api-key]}")]
    public void A_first_start_makes_a_key_where_a_file_for_it_is_named_and_the_second_makes_none(string yaml)
    {
        _place.Yaml(yaml).Variable("GENGATEWAY_INITIAL_KEY_FILE", "data/initial-key");
        var first = Configure();
        Assert.Equal(0, first.ExitCode);
        var file = Path.Combine(_place.Directory, "data/initial-key");
        var text = File.ReadAllText(file).Trim();
        Assert.Matches("^gg-[A-Za-z0-9]{43}$", text);
        Assert.Contains(text, first.Errors, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Matches(@"(?m)^initial +api +active", Invoke("list").Output);

        var second = Configure();
        Assert.Equal((0, ""), (second.ExitCode, second.Errors));
        Assert.Equal(text, File.ReadAllText(file).Trim());
    }

    private (int ExitCode, string Errors) Configure()
    {
        using var errors = new StringWriter();
        var (_, _, exitCode) = Startup.Configure(new ConfigurationSources(_place.Directory, _place.Environment, ["--host", "0.0.0.0"]), TimeProvider.System, errors);
        return (exitCode, errors.ToString());
    }

    private (int ExitCode, string Output, string Errors) Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = Commands.Invoke(new ConfigurationSources(_place.Directory, _place.Environment, ["keys", .. arguments]), TimeProvider.System, output, errors);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
