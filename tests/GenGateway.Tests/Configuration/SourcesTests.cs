namespace GenGateway.Tests.Configuration;

public sealed partial class SourcesTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Without_any_source_the_defaults_hold()
    {
        var config = _place.Config();
        Assert.Equal(("1.0", "127.0.0.1", 8080), (config.Version, config.Server.Host, config.Server.Port));
        Assert.Equal((33554432L, 10000, TimeSpan.FromSeconds(30)), (config.Server.MaxBodyBytes, config.Server.MaxConnections, config.Server.DrainTimeout));
        Assert.True(config.Auth.Enabled);
        Assert.True(config.Auth.ApiKeys.IsEmpty);
        Assert.Equal((1000, TimeSpan.FromSeconds(300)), (config.Queue.MaxSize, config.Queue.Timeout));
        Assert.Equal((true, "./models", 0, 16), (config.Engine.Enabled, config.Engine.ModelsPath, config.Engine.Threads, config.Engine.MaxSequences));
        Assert.Equal(67108864, config.Limits.AnswerBytes);
        Assert.Equal((GenGateway.Configuration.LoggingLevel.Info, GenGateway.Configuration.LoggingFormat.Json), (config.Logging.Level, config.Logging.Format));
    }

    [Fact]
    public void The_shipped_file_is_the_defaults_and_gives_no_warning()
    {
        var defaults = _place.Config();
        var result = _place.Yaml(File.ReadAllText(RepositoryFile.Path("config/gateway.yaml"))).Load();
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(defaults.Server, result.Config!.Server);
        Assert.Equal(defaults.Routing, result.Config.Routing);
        Assert.Equal(defaults.Queue, result.Config.Queue);
        Assert.Equal(defaults.Engine, result.Config.Engine);
        Assert.Equal(defaults.Limits, result.Config.Limits);
        Assert.Equal(defaults.Logging, result.Config.Logging);
        Assert.Equal((true, false, 0, 0), (result.Config.Auth.Enabled, result.Config.Auth.AllowAnonymous, result.Config.Auth.ApiKeys.Count, result.Config.Auth.BypassPaths.Count));
        Assert.Equal((false, 0), (result.Config.Cors.Enabled, result.Config.Cors.AllowedOrigins.Count));
    }

    [Fact]
    public void The_samples_of_the_shipped_file_load_when_uncommented()
    {
        // A sample stands in the comment behind the empty value that it replaces.
        var shipped = File.ReadAllText(RepositoryFile.Path("config/gateway.yaml"));
        var config = _place.Yaml(Samples().Replace(shipped, ": ${sample} #")).Config();
        Assert.Equal(["/v1/models*"], config.Auth.BypassPaths);
        Assert.Equal(1, config.Auth.ApiKeys.Count);
        Assert.Equal("tiny-chat", config.Routing.DefaultModels.Completion);
        Assert.Equal(["http://localhost:3000"], config.Cors.AllowedOrigins);
    }

    [Fact]
    public void Later_sources_win()
    {
        Assert.Equal(8080, _place.Config().Server.Port);
        Assert.Equal(1001, _place.Yaml("server:\n  port: 1001\n").Config().Server.Port);
        Assert.Equal(1002, _place.Write(".env", "GEN_GATEWAY__SERVER__PORT=1002\n").Config().Server.Port);
        Assert.Equal(1003, _place.Variable("GEN_GATEWAY__SERVER__PORT", "1003").Config().Server.Port);
        Assert.Equal(1004, _place.Config("--port", "1004").Server.Port);
        Assert.Equal(1005, _place.Config("--port", "1004", "--set", "server.port=1005").Server.Port);
    }

    [Fact]
    public void Sources_join_setting_by_setting_and_replace_lists_whole()
    {
        var config = _place.Yaml("server: {port: 1, max_connections: 5}\nauth: {bypass_paths: [/a, /b]}\n")
            .Variable("GEN_GATEWAY__SERVER__PORT", "2").Variable("GEN_GATEWAY__AUTH__BYPASS_PATHS", "/c, /d*").Config();
        Assert.Equal((2, 5), (config.Server.Port, config.Server.MaxConnections));
        Assert.Equal(["/c", "/d*"], config.Auth.BypassPaths);
    }

    [Fact]
    public void Lists_in_the_environment_may_be_numbered()
    {
        var config = _place.Variable("GEN_GATEWAY__AUTH__API_KEYS__1", "with,comma").Variable("GEN_GATEWAY__AUTH__API_KEYS__0", "first").Config();
        Assert.Equal(2, config.Auth.ApiKeys.Count);
        Assert.True(config.Auth.ApiKeys.Matches("with,comma"));
    }

    [Fact]
    public void A_variable_set_to_nothing_counts_as_not_set()
        => Assert.Equal(1001, _place.Yaml("server: {port: 1001}").Variable("GEN_GATEWAY__SERVER__PORT", "").Config().Server.Port);

    [Fact]
    public void The_key_variable_adds_to_the_keys_of_the_file_and_the_environment_wins_over_the_env_file()
    {
        var keys = _place.Yaml("auth: {api_keys: [one]}").Write(".env", "export GEN_GATEWAY_API_KEY='two'  # comment\n").Config().Auth.ApiKeys;
        Assert.True(keys.Matches("one") && keys.Matches("two"));
        keys = _place.Variable("GEN_GATEWAY_API_KEY", "three").Config().Auth.ApiKeys;
        Assert.True(keys.Matches("one") && keys.Matches("three"));
        Assert.False(keys.Matches("two"));
        Assert.Null(keys.Find(""));
    }

    [Fact]
    public void Config_names_a_file_or_a_directory()
    {
        _place.Yaml("server: {port: 1}").Write("other/my.yml", "server: {port: 2}").Write("dir/gateway.yml", "server: {port: 3}");
        Assert.Equal(2, _place.Config("--config", "other/my.yml").Server.Port);
        Assert.Equal(3, _place.Config("--config=dir").Server.Port);
        Assert.Equal(3, _place.Config("serve", "--config", Path.Combine(_place.Directory, "dir")).Server.Port);
    }

    [Theory]
    [InlineData("missing.yaml", "neither a file nor a directory")]
    [InlineData("empty", "holds no gateway.yaml")]
    [InlineData("a.toml", "reads .yaml and .yml")]
    [InlineData("", "must follow")]
    public void A_given_config_that_cannot_be_read_stops_the_start(string given, string words)
    {
        _place.Write("empty/x", "").Write("a.toml", "");
        Assert.Contains(words, _place.Error("--config", given), StringComparison.Ordinal);
    }

    [Fact]
    public void A_toml_file_is_never_passed_over_in_silence()
    {
        Assert.Contains("TOML is not read", _place.Write("config/default.toml", "x = 1").Error(), StringComparison.Ordinal);
        Assert.Contains("config/gateway.yaml is there too", _place.Yaml("").Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_spellings_of_the_file_stop_the_start()
        => Assert.Contains("config/gateway.yml is there too", _place.Yaml("").Write("config/gateway.yml", "").Error(), StringComparison.Ordinal);

    [Fact]
    public void A_backends_file_is_named_in_a_warning()
        => Assert.StartsWith("config/backends.yaml is not read", Assert.Single(_place.Write("config/backends.yaml", "x: 1").Load().Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("--prot", "not an option")]
    [InlineData("extra", "not an option")]
    [InlineData("--port", "a value must follow")]
    [InlineData("--set=nothing", "--set server.port=8081")]
    [InlineData("--set==1", "--set server.port=8081")]
    [InlineData("--set=server..port=1", "not the name of a setting")]
    [InlineData("--set=a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1", "not the name of a setting")]
    public void A_wrong_command_line_is_told(string argument, string words) => Assert.Contains(words, _place.Error(argument), StringComparison.Ordinal);

    [Fact]
    public void What_stands_behind_an_unknown_option_is_not_shown()
        => Assert.DoesNotContain(_place.Load("--api-key", "tell-nobody").Errors, error => error.ToString().Contains("tell-nobody", StringComparison.Ordinal));

    [Fact]
    public void A_secret_on_the_command_line_is_warned_of_and_not_shown()
    {
        var result = _place.Load("--set", "auth.api_keys=tell-nobody");
        Assert.True(result.Config!.Auth.ApiKeys.Matches("tell-nobody"));
        Assert.DoesNotContain("tell-nobody", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_set_in_two_spellings_or_as_value_and_section_is_told()
    {
        _place.Variable("GEN_GATEWAY__SERVER__PORT", "1").Variable("GEN_GATEWAY__server__port", "2");
        Assert.Contains("also set by environment variable", _place.Error(), StringComparison.Ordinal);
        _place.Environment.Clear();
        _place.Variable("GEN_GATEWAY__AUTH__BYPASS_PATHS", "/a").Variable("GEN_GATEWAY__AUTH__BYPASS_PATHS__0", "/b");
        Assert.Contains("part by part", _place.Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void Near_variables_are_warned_of_but_not_those_that_Kubernetes_sets()
    {
        _place.Variable("GEN_GATEWAY_SERVICE_HOST", "10.0.0.1").Variable("GEN_GATEWAY_PORT", "tcp://10.0.0.1:80");
        Assert.Empty(_place.Load().Warnings);
        _place.Variable("GEN_GATEWAY_API_KEYS", "hidden");
        var warning = Assert.Single(_place.Load().Warnings);
        Assert.Contains("GEN_GATEWAY_API_KEYS", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void The_predecessors_variables_are_not_passed_over_in_silence()
        => Assert.Equal(
            "environment variable IMG_SERVING__SERVER__PORT is not read by this version; write GEN_GATEWAY__SERVER__PORT",
            Assert.Single(_place.Variable("IMG_SERVING__SERVER__PORT", "1").Load().Warnings));

    [Fact]
    public void A_line_of_the_env_file_that_is_no_assignment_is_warned_of_with_its_number()
    {
        var result = _place.Write(".env", "# words\n\nGEN_GATEWAY__QUEUE__MAX_SIZE=\"7\"\r\nhidden words\nA=b # c\n").Load();
        Assert.Equal(7, result.Config!.Queue.MaxSize);
        Assert.Equal(".env:4: not NAME=value; the line is not used", Assert.Single(result.Warnings));
    }

    [System.Text.RegularExpressions.GeneratedRegex(@": (?:\[\]|\{\}) +# (?<sample>\[[^\]]*\]|\{[^}]*\})")]
    private static partial System.Text.RegularExpressions.Regex Samples();
}
