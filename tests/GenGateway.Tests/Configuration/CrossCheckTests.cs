using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

public sealed class CrossCheckTests : IDisposable
{
    private const string Backend = "backends: {text: [{name: b, endpoints: ['http://h/v1'], models: [m, 'open-*']}]}\n";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("{a: a}", "config/gateway.yaml:2:23: routing.aliases.a is the alias of itself")]
    [InlineData("{a: b, b: c, c: a}", "a → b → c → a")]
    public void An_alias_that_leads_back_to_itself_is_an_error(string aliases, string said)
    {
        var errors = _place.Yaml(Backend + $"routing: {{aliases: {aliases}}}").Load().Errors.Select(static error => error.ToString()).ToArray();

        Assert.NotEmpty(errors);
        Assert.Contains(said.Replace("config/gateway.yaml:2:23: ", "", StringComparison.Ordinal).Replace("routing.aliases.a is", "routing.aliases.a: is", StringComparison.Ordinal), errors[0], StringComparison.Ordinal);
        Assert.StartsWith("config/gateway.yaml:2:", errors[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aliases: {a: nothing}", "routing.aliases.a is 'nothing', which no backend lists")]
    [InlineData("aliases: {a: c, c: m}", "aliases are not followed further")]
    [InlineData("model_mappings: {m: nowhere}", "routing.model_mappings.m is 'nowhere', which is no backend of the configuration (there are b)")]
    public void A_name_that_leads_nowhere_is_a_warning(string routing, string said) =>
        Assert.Contains(said, Assert.Single(_place.Yaml(Backend + $"routing: {{{routing}}}").Load().Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("aliases: {a: m}")]
    [InlineData("aliases: {a: b/m}")]
    [InlineData("aliases: {a: open-1}")]
    [InlineData("aliases: {a: folder}")]
    [InlineData("model_mappings: {x: b, y: folder}")]
    public void A_name_that_leads_somewhere_is_not_warned_of(string routing)
    {
        Directory.CreateDirectory(Path.Combine(_place.Directory, "models", "folder"));

        Assert.Empty(_place.Yaml(Backend + $"routing: {{{routing}}}").Load().Warnings);
    }

    [Fact]
    public void A_credential_that_is_not_set_is_a_warning_with_the_variable_and_the_backend()
    {
        _place.Yaml("backends: {text: [{name: b, endpoints: ['http://h/v1', 'http://i/v1'], models: [m], auth: {token_env: MISSING_ONE}}]}");

        var warning = Assert.Single(_place.Load().Warnings);
        Assert.Contains("MISSING_ONE", warning, StringComparison.Ordinal);
        Assert.Contains("backend 'b'", warning, StringComparison.Ordinal);
        Assert.Empty(_place.Variable("MISSING_ONE", "x").Load().Warnings);
    }

    [Theory]
    [InlineData("{type: basic, token_env: S}", "has no colon")]
    [InlineData("{type: header, header_name: Content-Length, token_env: S}", "belongs to the transport")]
    [InlineData("{header_name: host, token_env: S}", "belongs to the transport")]
    public void A_credential_that_could_only_break_requests_is_an_error(string auth, string said)
    {
        _place.Yaml($"backends: {{text: [{{name: b, endpoints: ['http://h/v1'], models: [m], auth: {auth}}}]}}").Variable("S", "hidden-without-one");

        var error = _place.Error();
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_of_one_name_are_an_error() => Assert.Contains(
        "'n' is the name of another key, at config/gateway.yaml:1:",
        _place.Yaml("auth: {api_keys: [{name: n, key: the-first-of-two-keys}, {name: n, key: the-second-of-two-keys}]}").Error(),
        StringComparison.Ordinal);

    [Fact]
    public void A_short_key_is_a_warning_on_this_machine_and_refused_beyond_it()
    {
        _place.Yaml("auth: {api_keys: [fifteen-letters, a-key-long-enough]}");

        var warning = Assert.Single(_place.Load().Warnings);
        Assert.Contains("config/gateway.yaml:1:19", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("fifteen", warning, StringComparison.Ordinal);
        Assert.Empty(StartRules.Refusals(_place.Config()));
        var refusal = Assert.Single(StartRules.Refusals(_place.Config("--host", "0.0.0.0")));
        Assert.Contains("openssl rand -hex 32", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("fifteen", refusal, StringComparison.Ordinal);
        Assert.Single(StartRules.Refusals(_place.Yaml("auth: {api_keys: [fifteen-letters]}\nlisteners: [{url: 'http://0.0.0.0:1'}]").Config()));
    }

    [Fact]
    public void A_word_that_is_no_command_is_named_once() =>
        Assert.Equal("command line, argument 1: 'serv' is no command; there are serve, check, keys, lab; did you mean serve?; gengateway --help tells the commands", _place.Error("serv"));
}
