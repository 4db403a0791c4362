using GenGateway.Configuration;

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
        Assert.Equal((LoggingLevel.Info, LoggingFormat.Json), (config.Logging.Level, config.Logging.Format));
    }

    [Fact]
    public void The_shipped_file_is_the_defaults_and_gives_no_warning()
    {
        var defaults = _place.Config();
        var result = _place.Yaml(File.ReadAllText(RepositoryFile.Path("config/gateway.yaml"))).Load();
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        var changes = ConfigurationChanges.Between(defaults, result.Environment, result.Config!, result.Environment);
        Assert.Empty(changes.Sections);
    }

    [Fact]
    public void Every_section_that_changed_is_named()
    {
        var before = _place.Config();
        foreach (var (section, yaml) in new[] { ("breaker", "breaker: { failures: 50 }"), ("queue", "queue: { max_size: 7 }"), ("routing", "routing: { aliases: { a: b } }"), ("storage", "storage: { url_prefix: \"http://x\" }"), ("stream", "stream: { ping_after_secs: 3 }") })
        {
            var result = _place.Yaml(yaml).Load();
            Assert.Equal([section], ConfigurationChanges.Between(before, result.Environment, result.Config!, result.Environment).Sections);
        }
    }

    [Fact]
    public void The_shipped_file_names_every_setting_that_is_in_effect()
    {
        // But for those of lists and maps that are empty, and those whose default is that nothing is written.
        var shipped = File.ReadAllText(RepositoryFile.Path("config/gateway.yaml"));
        string[] elsewhere = ["backends", "defaults", "routing.models", "listeners", "logging.output", "auth.api_keys", "prices"];
        var catalog = new SettingCatalog();
        GatewayBinder.Bind(ConfigNode.Nothing("", default), new EnvironmentView(new Dictionary<string, string>(), "/"), new Dictionary<string, LoggingLevel>(), new LoadReport(), catalog);
        var names = catalog.Settings.Where(setting => setting.InEffect && setting.Default.Length > 0 && !elsewhere.Any(section => setting.Path.StartsWith(section, StringComparison.Ordinal))).Select(setting => setting.Path.Split('.')[^1]);
        Assert.DoesNotContain(names, name => !shipped.Contains(name + ":", StringComparison.Ordinal));
    }

    [Fact]
    public void The_shipped_backends_are_none_and_load_when_uncommented()
    {
        var shipped = File.ReadAllText(RepositoryFile.Path("config/backends.yaml"));
        Assert.Empty(_place.Write("config/backends.yaml", shipped).Config().Backends);
        Assert.Empty(_place.Load().Warnings);
        var config = _place.Write("config/backends.yaml", Commented().Replace(shipped, "")).Config();
        Assert.Equal(10, config.Backends.Count);
        Assert.All(_place.Load().Warnings, static warning => Assert.EndsWith("; its auth needs it", warning, StringComparison.Ordinal));
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
        Assert.Equal(["inference", "metrics"], config.Listeners[0].Surfaces);
        Assert.Equal(TimeSpan.FromMinutes(2), config.Routing.Models["llama3"].Total);
        Assert.Equal(2.5m, config.Prices["my-model"].InputPerMillion);
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
    [InlineData("empty", "holds none of gateway.yaml, gateway.yml, backends.yaml, backends.yml, default.toml")]
    [InlineData("a.json", "end in .yaml, .yml or .toml")]
    [InlineData("", "must follow")]
    public void A_given_config_that_cannot_be_read_stops_the_start(string given, string words)
    {
        _place.Write("empty/x", "").Write("a.json", "");
        Assert.Contains(words, _place.Error("--config", given), StringComparison.Ordinal);
    }

    [Fact]
    public void A_toml_file_is_read_where_there_is_no_yaml_and_both_kinds_stop_the_start()
    {
        Assert.Equal(1001, _place.Write("config/default.toml", "[server]\nport = 1001\n").Config().Server.Port);
        Assert.Equal("config/default.toml: config/backends.yaml is there too; keep one of them, or choose with --config", _place.Write("config/backends.yaml", "").Error());
        Assert.Contains("config/gateway.yaml is there too", _place.Yaml("server: {port: 1002}").Error(), StringComparison.Ordinal);
        Assert.Equal(1001, _place.Config("--config", "config/default.toml").Server.Port);
        Assert.Equal(1002, _place.Config("--config", "config").Server.Port);
        Assert.Equal(1002, _place.Config("--config", "config/gateway.yaml").Server.Port);
    }

    [Fact]
    public void Two_spellings_of_the_file_stop_the_start()
        => Assert.Contains("config/gateway.yml is there too", _place.Yaml("").Write("config/gateway.yml", "").Error(), StringComparison.Ordinal);

    [Fact]
    public void A_backends_file_is_read_beside_the_other_and_beside_what_config_names()
    {
        const string backends = "defaults: {connection: {timeout_ms: 7}}\nbackends: {text: [{name: a, endpoints: ['http://a']}]}\n";
        Assert.Equal("a", Assert.Single(_place.Write("config/backends.yml", backends).Config().Backends).Name);
        Assert.Equal(7, _place.Yaml("server: {port: 1}").Config().Backends[0].Timeout.TotalMilliseconds);
        _place.Write("x/my.yaml", "server: {port: 2}").Write("x/backends.yaml", backends).Write("y/my.yaml", "");
        Assert.Single(_place.Config("--config", "x/my.yaml").Backends);
        Assert.Single(_place.Config("--config", "x/backends.yaml").Backends);
        Assert.Empty(_place.Config("--config", "y/my.yaml").Backends);
    }

    [Fact]
    public void Every_file_that_counts_is_told_whether_it_is_there_or_not()
    {
        var files = _place.Yaml("").Load().Files.Select(file => Path.GetRelativePath(_place.Directory, file)).Order(StringComparer.Ordinal);
        Assert.Equal([".env", "config/backends.yaml", "config/backends.yml", "config/default.toml", "config/gateway.yaml", "config/gateway.yml"], files);
    }

    [Theory]
    [InlineData("--prot", "not an option")]
    [InlineData("extra", "'extra' is no command")]
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
        var result = _place.Load("--set", "auth.api_keys=tell-nobody-of-this-key");
        Assert.True(result.Config!.Auth.ApiKeys.Matches("tell-nobody-of-this-key"));
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
    public void The_predecessors_prefix_is_read_and_ours_wins_over_it()
    {
        Assert.Equal(1, _place.Write(".env", "GEN_GATEWAY__SERVER__PORT=4\n").Variable("IMG_SERVING__SERVER__PORT", "1").Config().Server.Port);
        Assert.Equal(2, _place.Variable("GEN_GATEWAY__SERVER__PORT", "2").Config().Server.Port);
    }

    [Fact]
    public void Lists_of_sections_in_the_environment_are_numbered()
    {
        _place.Variable("GEN_GATEWAY__LISTENERS__0__URL", "http://127.0.0.1:6571").Variable("GEN_GATEWAY__LISTENERS__0__SURFACES", "akash,inference").Variable("GEN_GATEWAY__LISTENERS__1__URL", "http://[::1]:3000");
        _place.Variable("GEN_GATEWAY__BACKENDS__TEXT__0__NAME", "a").Variable("GEN_GATEWAY__BACKENDS__TEXT__0__ENDPOINTS", "http://a:1,http://a:2");
        var config = _place.Config();
        Assert.Equal([6571, 3000], config.Listeners.Select(listener => listener.Url.Port));
        Assert.Equal(["akash", "inference"], config.Listeners[0].Surfaces);
        Assert.Equal(2, Assert.Single(config.Backends).Endpoints.Count);
    }

    [Fact]
    public void The_predecessors_model_name_is_the_default_model_unless_one_is_written()
    {
        var result = _place.Variable("INFERENCE_DEFAULT_MODEL_NAME", "gpt2").Variable("INFERENCE_DEFAULT_HF_MODEL_ID", "openai-community/gpt2").Yaml("routing: {default_models: {chat: mine}}").Load();
        Assert.Equal(("mine", "gpt2", null), (result.Config!.Routing.DefaultModels.Chat, result.Config.Routing.DefaultModels.Completion, result.Config.Routing.DefaultModels.Image));
        Assert.Equal("not yet in effect: INFERENCE_DEFAULT_HF_MODEL_ID", result.Warnings[0]);
        Assert.Equal(3, result.Warnings.Count);
        Assert.Contains("routing.default_models.chat is 'mine', which no backend lists and no alias resolves: requests without a model are refused", result.Warnings[1], StringComparison.Ordinal);
        Assert.StartsWith("environment variable INFERENCE_DEFAULT_MODEL_NAME: routing.default_models.completion is 'gpt2', which no backend lists and no alias resolves: requests without a model go to the first model that can", result.Warnings[2], StringComparison.Ordinal);
    }

    [Fact]
    public void The_predecessors_database_variables_are_settings()
    {
        _place.Yaml("database: {connection_string: 'sqlite::memory:'}").Write(".env", "DATABASE_CONNECTION_STRING_VAR=sqlite://a\nDATABASE_MIGRATION_MODE=drop_recreate\n");
        Assert.Equal(("sqlite://a", MigrationMode.DropRecreate), (_place.Config().Database.ConnectionString, _place.Config().Database.MigrationMode));
        Assert.Equal(".env:1", _place.Config().Database.Origin.ToString());
        Assert.Equal("sqlite://b", _place.Variable("GEN_GATEWAY__DATABASE__CONNECTION_STRING", "sqlite://b").Config().Database.ConnectionString);
        _place.Variable("DATABASE_CONNECTION_STRING", "postgres://user:hidden@host/x");
        Assert.Equal("environment variable DATABASE_CONNECTION_STRING: DATABASE_CONNECTION_STRING_VAR is set to something else; keep one of them", _place.Error());
        _place.Write(".env", "DATABASE_MIGRATION_MODE=drop\n");
        Assert.Contains("'drop' must be one of create_if_not_exists, drop_recreate", _place.Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rust_log_gives_levels_over_the_files_and_under_our_own_variable()
    {
        var result = _place.Yaml("logging: {level: error}").Variable("RUST_LOG", "debug,ort=warn,tower_http=off,gen_gateway::router=trace,my_crate=info,loud").Load();
        var logging = result.Config!.Logging;
        Assert.Equal(LoggingLevel.Debug, logging.Level);
        Assert.Equal(["GenGateway.Engine=Warn", "GenGateway.Server=Off", "GenGateway=Trace", "Microsoft.AspNetCore=Off"], logging.Targets.Select(target => $"{target.Key}={target.Value}").Order(StringComparer.Ordinal));
        Assert.StartsWith("environment variable RUST_LOG: without effect: 'my_crate=info', 'loud'; there are trace,", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(LoggingLevel.Warn, _place.Variable("GEN_GATEWAY__LOGGING__LEVEL", "warn").Config().Logging.Level);
    }

    [Fact]
    public void A_line_of_the_env_file_that_is_no_assignment_is_warned_of_with_its_number()
    {
        var result = _place.Write(".env", "# words\n\nGEN_GATEWAY__QUEUE__MAX_SIZE=\"7\"\r\nhidden words\nA=b # c\n").Load();
        Assert.Equal(7, result.Config!.Queue.MaxSize);
        Assert.Equal(".env:4: not NAME=value; the line is not used", Assert.Single(result.Warnings));
    }

    [System.Text.RegularExpressions.GeneratedRegex("^# ", System.Text.RegularExpressions.RegexOptions.Multiline)]
    private static partial System.Text.RegularExpressions.Regex Commented();

    [System.Text.RegularExpressions.GeneratedRegex(@": (?:\[\]|\{\}) +# (?<sample>\[.*?\]|\{.*?\})(?=[:;]|$)", System.Text.RegularExpressions.RegexOptions.Multiline)]
    private static partial System.Text.RegularExpressions.Regex Samples();

    [Fact]
    public void A_predecessors_default_model_yields_and_a_written_one_does_not()
    {
        var models = _place.Variable("INFERENCE_DEFAULT_MODEL_NAME", "gpt2").Yaml("routing: {default_models: {completion: mine}}").Load().Config!.Routing.DefaultModels;

        Assert.Equal(("gpt2", true), (models.Chat, models.ChatYields));
        Assert.Equal(("mine", false), (models.Completion, models.CompletionYields));
    }
}
