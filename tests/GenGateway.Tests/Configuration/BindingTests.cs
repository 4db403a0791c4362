namespace GenGateway.Tests.Configuration;

public sealed class BindingTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Every_setting_in_effect_is_bound()
    {
        var config = _place.Yaml("""
            version: 1.0
            server: { host: "::1", port: 0, max_body_bytes: 1, max_connections: 2, header_timeout_secs: 3, body_timeout_secs: 4, drain_timeout_secs: 0 }
            auth: { enabled: no, allow_anonymous: TRUE, api_keys: [a, "b c"], bypass_paths: [/x*] }
            cors: { enabled: true, allowed_origins: ["*", https://a.example:8443] }
            routing: { default_models: { chat: m1, completion: m2, embedding: m3, image: m4 } }
            queue: { max_size: 3, timeout_secs: 4 }
            engine: { enabled: off, models_path: m, threads: 5, max_sequences: 6 }
            limits: { answer_bytes: 7 }
            logging: { level: ERROR, format: pretty }
            """.Replace("\"b c\"", "b-c", StringComparison.Ordinal)).Config();
        Assert.Equal(new("::1", 0, 1, 2, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4), TimeSpan.Zero, [], false, new(false, "", "")), config.Server);
        Assert.Equal((false, true, 2), (config.Auth.Enabled, config.Auth.AllowAnonymous, config.Auth.ApiKeys.Count));
        Assert.Equal(["/x*"], config.Auth.BypassPaths);
        Assert.True(config.Cors.Enabled);
        Assert.Equal(["*", "https://a.example:8443"], config.Cors.AllowedOrigins);
        Assert.Equal(new("m1", "m2", "m3", "m4"), config.Routing.DefaultModels);
        Assert.Equal(new(true, 3, TimeSpan.FromSeconds(4)), config.Queue);
        Assert.Equal(new(false, "m", 5, 6), config.Engine);
        Assert.Equal(7, config.Limits.AnswerBytes);
        Assert.Equal((GenGateway.Configuration.LoggingLevel.Error, GenGateway.Configuration.LoggingFormat.Pretty), (config.Logging.Level, config.Logging.Format));
    }

    [Fact]
    public void A_name_with_nothing_behind_it_counts_as_not_written()
    {
        var config = _place.Yaml("server:\nauth:\n  api_keys:\nqueue: ~\nengine: { threads: null }\n").Config();
        Assert.Equal((8080, 0, 0), (config.Server.Port, config.Auth.ApiKeys.Count, config.Engine.Threads));
    }

    [Theory]
    [InlineData("server: {port: 70000}", "config/gateway.yaml:1:16: server.port: '70000' must be a whole number from 0 to 65535 (0 = any free port); without this line it is 8080")]
    [InlineData("server: {port: -1}", "from 0 to 65535")]
    [InlineData("server: {port: 99999999999999999999999}", "from 0 to 65535")]
    [InlineData("server: {port: http}", "'http' must be a whole number")]
    [InlineData("server: {port: 80.5}", "whole number")]
    [InlineData("server: {port: [1]}", "must be a whole number, not a list")]
    [InlineData("server: {port: {a: 1}}", "must be a whole number, not a section")]
    [InlineData("server: {max_body_bytes: 0}", "from 1 to")]
    [InlineData("server: {max_connections: 0}", "from 1 to")]
    [InlineData("server: {drain_timeout_secs: -1}", "from 0 to")]
    [InlineData("server: {host: ''}", "must not be empty")]
    [InlineData("server: {host: 'http://x'}", "without scheme and path")]
    [InlineData("server: {host: 'localhost:80'}", "the port is server.port")]
    [InlineData("server: {host: 'a b'}", "neither an address nor a host name")]
    [InlineData("server: 5", "config/gateway.yaml:1:9: server: this is a section")]
    [InlineData("server: [1]", "this is a section")]
    [InlineData("auth: {enabled: maybe}", "'maybe' must be true or false")]
    [InlineData("auth: {api_keys: hidden}", "config/gateway.yaml:1:18: auth.api_keys: must be a list")]
    [InlineData("auth: {api_keys: ['']}", "auth.api_keys[0]: a key must not be empty")]
    [InlineData("auth: {api_keys: ['hidden words']}", "without blanks")]
    [InlineData("auth: {api_keys: [[hidden]]}", "must be a key")]
    [InlineData("auth: {bypass_paths: [health]}", "must begin with /")]
    [InlineData("auth: {bypass_paths: ['/a*b']}", "only at its end")]
    [InlineData("auth: {bypass_paths: [[1]]}", "must be one text")]
    [InlineData("cors: {allowed_origins: ['http://a/']}", "nothing may follow the port")]
    [InlineData("cors: {allowed_origins: [localhost]}", "must be an origin")]
    [InlineData("queue: {max_size: 0}", "from 1 to")]
    [InlineData("queue: {timeout_secs: 0}", "from 1 to")]
    [InlineData("engine: {models_path: ''}", "must be a directory")]
    [InlineData("engine: {threads: -1}", "0 = all cores")]
    [InlineData("engine: {max_sequences: 2000}", "from 1 to 1024")]
    [InlineData("limits: {answer_bytes: 64MB}", "whole number")]
    [InlineData("logging: {level: inf}", "must be one of trace, debug, info, warn, error, off; did you mean info?")]
    [InlineData("logging: {format: xml}", "must be one of json, pretty")]
    [InlineData("version: '2.0'", "it reads 1.0")]
    public void A_wrong_value_is_told_with_its_place_its_limit_and_the_way_out(string yaml, string words)
    {
        var error = _place.Yaml(yaml).Error();
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.StartsWith("config/gateway.yaml:1:", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sever: {port: 1}", "sever: not a setting; did you mean server?")]
    [InlineData("server: {prot: 1}", "server.prot: not a setting; did you mean server.port?")]
    [InlineData("server: {maxConnections: 1}", "did you mean server.max_connections?")]
    [InlineData("port: 8081", "did you mean server.port?")]
    [InlineData("server: {tls: {enabeld: true}}", "did you mean server.tls.enabled?")]
    [InlineData("listeners: [{url: 'http://a:1', surface: [akash]}]", "listeners[0].surface: not a setting; did you mean listeners[0].surfaces?")]
    [InlineData("surfaces: {opnai: true}", "did you mean surfaces.openai?")]
    [InlineData("routing: {default_models: {cat: a}}", "did you mean routing.default_models.chat?")]
    [InlineData("breaker: {failures: {a: 1}}", "breaker.failures: must be a whole number, not a section")]
    [InlineData("logging: {zzzzzzzzz: 1}", "known here: format, level, output")]
    [InlineData("'': 1", "not a setting")]
    [InlineData("<<: {port: 1}", "not a setting")]
    public void An_unknown_name_is_told_with_its_place_and_the_nearest_name(string yaml, string words)
    {
        var error = _place.Yaml(yaml).Error();
        Assert.StartsWith("config/gateway.yaml:1:", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_names_of_environment_and_command_line_are_told_too()
    {
        _place.Variable("GEN_GATEWAY__SERVER__PROT", "1");
        Assert.Equal("environment variable GEN_GATEWAY__SERVER__PROT: server.prot: not a setting; did you mean server.port?", _place.Error());
        _place.Environment.Clear();
        Assert.Equal("command line --set queue.maxsize: queue.maxsize: not a setting; did you mean queue.max_size?", _place.Error("--set", "queue.maxsize=1"));
    }

    [Fact]
    public void All_errors_are_told_at_once()
    {
        var errors = _place.Yaml("server:\n  port: x\n  prot: 1\nqueue:\n  max_size: 0\n").Load("--what").Errors;
        Assert.Equal(["", "server.port", "queue.max_size", "server.prot"], errors.Select(error => error.Setting));
        Assert.Equal([0, 2, 5, 3], errors.Select(error => error.Origin.Line));
    }

    [Fact]
    public void Every_name_of_the_binding_example_is_bound_or_named_in_one_line_as_not_yet_in_effect()
    {
        var result = _place.Yaml(EveryKey.Yaml).Load();
        Assert.Empty(result.Errors);
        // The models of its engine are not in this folder.
        var warning = Assert.Single(result.Warnings, static warning => !warning.Contains("routing.default_models.", StringComparison.Ordinal) || !warning.Contains("no backend lists", StringComparison.Ordinal));
        Assert.Equal(
            "not yet in effect: surfaces.akash, surfaces.dashboard, surfaces.mcp, "
            + "limits.when_store_down, jobs.on_restart, jobs.webhooks.allow_private, jobs.webhooks.max_attempts, records.retention_days, storage.s3.presigned, engine.memory_mb, "
            + "engine.keep_alive_secs, engine.share_prefix_cache, engine.execution_providers, engine.allow_pull, tracing.sample_ratio, mcp.enabled",
            warning);
    }

    [Fact]
    public void The_predecessors_names_are_known()
    {
        var result = _place.Yaml("""
            api: { base_path: /v1, endpoints: { image: { enabled: true, path: /x }, admin: { path: /admin } } }
            auth: { methods: [ { type: bearer, header: Authorization, prefix: "Bearer " }, { type: query, param: api_key } ] }
            rate_limit: { requests_per_second: 0, burst_size: 200 }
            logging: { output: [ { type: file, path: a.log, rotation: { max_size_mb: 100, max_files: 5 } } ] }
            metrics: { health_check: { detailed: true, include_backends: true } }
            cors: { allowed_methods: [GET], allowed_headers: [X-API-Key], max_age_secs: 3600 }
            """).Load();
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
    }
}
