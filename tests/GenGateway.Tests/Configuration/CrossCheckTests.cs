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
    [InlineData("default_models: {chat: nothing}", "config/gateway.yaml:2:34: routing.default_models.chat is 'nothing', which no backend lists and no alias resolves: requests without a model are refused, unless")]
    [InlineData("default_models: {completion: modell}", "routing.default_models.completion is 'modell'")]
    [InlineData("default_models: {embedding: modell}", "routing.default_models.embedding is 'modell'")]
    [InlineData("fallbacks: {m: [b, nothing]}", "config/gateway.yaml:2:30: routing.fallbacks.m[1] is 'nothing', which is no backend, and which no backend lists and no alias resolves: it is passed over, unless")]
    [InlineData("fallbacks: {nobody: [b]}", "config/gateway.yaml:2:23: routing.fallbacks has 'nobody', which is no backend, and which no backend lists and no alias resolves: what follows it never takes over, unless")]
    [InlineData("context_fallbacks: {m: nothing}", "config/gateway.yaml:2:34: routing.context_fallbacks.m is 'nothing'")]
    [InlineData("context_fallbacks: {b: m}", "routing.context_fallbacks has 'b', which no backend lists and no alias resolves: nothing is ever too long for it, unless")]
    public void What_takes_over_and_leads_nowhere_is_a_warning_with_its_place(string routing, string said)
    {
        var warning = Assert.Single(_place.Yaml(Backend + $"routing: {{{routing}}}").Load().Warnings);
        Assert.Contains(said, warning, StringComparison.Ordinal);
        Assert.Contains("unless a backend says that it has it when it is asked for its models, or one is added over the API, which cannot be known here; ", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default_models: {chat: llama-33}", "did you mean llama-3?")]
    [InlineData("default_models: {chat: studio}", "known here are folder, llama-3, nick")]
    [InlineData("fallbacks: {llama-3: [studo]}", "did you mean studio?")]
    [InlineData("context_fallbacks: {llama-3: foldr}", "did you mean folder?")]
    [InlineData("fallbacks: {llama-3: [nikc]}", "did you mean nick?")]
    [InlineData("fallbacks: {llama-3: [altogether]}", "known here are folder, llama-3, nick, studio")]
    public void The_name_that_was_probably_meant_is_told_else_those_that_there_are(string routing, string said)
    {
        Directory.CreateDirectory(Path.Combine(_place.Directory, "models", "folder"));
        _place.Yaml($"backends: {{text: [{{name: studio, endpoints: ['http://h/v1'], models: [llama-3]}}]}}\nrouting: {{aliases: {{nick: llama-3}}, {routing}}}");
        Assert.EndsWith(said, Assert.Single(_place.Load().Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aliases: {a: m}, default_models: {chat: a, completion: b/m}")]
    [InlineData("default_models: {chat: folder, completion: open-1}, model_mappings: {x: b}")]
    [InlineData("model_mappings: {x: b}, fallbacks: {x: [b, m, folder, b/m, open-2], m: [x], b: [m]}")]
    [InlineData("context_fallbacks: {m: open-long, open-1: b, folder: m}")]
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
