using System.Net;
using System.Security.Cryptography;
using System.Text;
using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

/// <summary>What each section binds, and what it refuses.</summary>
public sealed class SectionTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("backends: {text: [{name: a, protocol: openai, endpoints: ['http://a'], options: {x: 1}}]}", "backends.text[0].options")]
    [InlineData("backends: {text: [{name: a, protocol: openai, endpoints: ['http://a'], models: [{id: m, context: 5}]}]}", "backends.text[0].models[0].context")]
    [InlineData("backends: {text: [{name: a, protocol: onnx, onnx: {path: p, file: f}}]}", "backends.text[0].onnx.file")]
    [InlineData("backends: {text: [{name: a, protocol: onnx, onnx: {path: p, revision: f}}]}", "backends.text[0].onnx.revision")]
    [InlineData("backends: {text: [{name: a, protocol: onnx, onnx: {path: p, context: 5}}]}", "backends.text[0].onnx.context")]
    public void What_has_no_effect_yet_is_named(string yaml, string setting) =>
        Assert.Equal($"not yet in effect: {setting}", Assert.Single(_place.Yaml(yaml).Load().Warnings));

    [Fact]
    public void The_server_section_takes_networks_and_a_certificate()
    {
        var server = _place.Yaml("server: {trusted_proxies: [10.0.0.0/8, 'fd00::/8', 192.168.1.1], inline_io: true, tls: {enabled: true, cert_path: c.pem, key_path: k.pem}}").Config().Server;
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8"), IPNetwork.Parse("192.168.1.1/32")], server.TrustedProxies);
        Assert.Equal((true, new TlsConfig(true, "c.pem", "k.pem")), (server.InlineIo, server.Tls));
    }

    [Fact]
    public void Surfaces_and_listeners_are_bound()
    {
        var config = _place.Yaml("""
            surfaces: { openai: false, jobs: off }
            listeners:
              - { url: "http://127.0.0.1:6571", surfaces: [akash], auth: false }
              - { url: "http://[::1]:3000/" }
            """).Config();
        Assert.Equal(new SurfacesConfig(false, true, true, true, true, true, false, true, true, true), config.Surfaces);
        Assert.Equal(new ListenerConfig(new Uri("http://127.0.0.1:6571"), ["akash"], false, default), config.Listeners[0]);
        Assert.Equal((3000, 0, true, "config/gateway.yaml"), (config.Listeners[1].Url.Port, config.Listeners[1].Surfaces.Count, config.Listeners[1].Auth, config.Listeners[1].Origin.Source));
    }

    [Fact]
    public void The_store_of_pictures_has_defaults_and_settings()
    {
        var standing = new StorageConfig("./generated_images", null, new SignedLinksConfig(false, TimeSpan.FromHours(1)), new StorageCleanupConfig(true, TimeSpan.FromDays(1), TimeSpan.FromHours(1), null));
        Assert.Equal(standing, _place.Config().Storage);
        Assert.Equal(
            new StorageConfig("/pictures", "https://cdn.example/p/", new SignedLinksConfig(true, TimeSpan.FromSeconds(5)), new StorageCleanupConfig(false, null, TimeSpan.FromMinutes(3), 7L << 20)),
            _place.Yaml("""
                storage:
                  type: local
                  base_path: /pictures
                  url_prefix: https://cdn.example/p/
                  signed_links: { enabled: true, expires_secs: 5 }
                  cleanup: { enabled: false, max_age_hours: 0, run_interval_mins: 3, max_total_mb: 7 }
                """).Config().Storage);
    }

    [Fact]
    public void The_store_of_pictures_knows_a_predecessors_flat_names_and_what_is_nested_wins()
    {
        var flat = "storage: { path: ./old, max_age_hours: 5, cleanup_interval_secs: 90";
        var (path, cleanup) = Storage(flat + " }");
        Assert.Equal(("./old", TimeSpan.FromHours(5), TimeSpan.FromSeconds(90)), (path, cleanup.MaxAge!.Value, cleanup.Interval));
        (path, cleanup) = Storage(flat + ", base_path: ./new, cleanup: { max_age_hours: 6, run_interval_mins: 2 } }");
        Assert.Equal(("./new", TimeSpan.FromHours(6), TimeSpan.FromMinutes(2)), (path, cleanup.MaxAge!.Value, cleanup.Interval));

        (string, StorageCleanupConfig) Storage(string yaml)
        {
            var storage = _place.Yaml(yaml).Config().Storage;
            return (storage.BasePath, storage.Cleanup);
        }
    }

    [Fact]
    public void Routes_may_be_moved_as_a_predecessor_did()
    {
        var standing = new ApiPathsConfig("/v1", true, null, true, null, null, true, null, true, null, true, "/admin");
        Assert.Equal(standing, _place.Config().Api);
        var api = _place.Yaml("""
            api:
              base_path: /api/v2
              endpoints:
                image: { enabled: false, path: /x/images }
                text: { enabled: true, chat_completions: /x/chat, completions: /x/text }
                models: { enabled: false, path: /x/models }
                health: { enabled: false, path: /x/health }
                admin: { enabled: false, path: /x/admin }
            """).Config().Api;
        Assert.Equal(new ApiPathsConfig("/api/v2", false, "/x/images", true, "/x/chat", "/x/text", false, "/x/models", false, "/x/health", false, "/x/admin"), api);
    }

    [Fact]
    public void Routing_takes_mappings_aliases_deadlines_and_a_strategy()
    {
        var standing = _place.Config().Routing;
        Assert.Equal(new DeadlinesConfig(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10)), standing.Deadlines);
        Assert.Equal(BalancingPolicy.RoundRobin, standing.DefaultStrategy);
        var result = _place.Yaml("""
            routing:
              default_strategy: least_latency
              model_mappings: { llama3: vllm }
              aliases: { gpt-4: vllm/llama3 }
              deadlines: { total_ms: 1 }
              models: { llama3: { deadlines: { first_token_ms: 2 } }, other: { deadlines: {} }, third: { on_stream_break: error }, fourth: { sticky: conversation } }
            """).Load();
        var routing = result.Config!.Routing;
        Assert.Equal(("vllm", "vllm/llama3", 1d, 5000d), (routing.ModelMappings["llama3"], routing.Aliases["gpt-4"], routing.Deadlines.Total!.Value.TotalMilliseconds, routing.Deadlines.Connect!.Value.TotalMilliseconds));
        Assert.Equal(new DeadlinesConfig(null, TimeSpan.FromMilliseconds(2), null, null), Assert.Single(routing.Models).Value);
        Assert.Equal(BalancingPolicy.LeastLatency, routing.DefaultStrategy);
        Assert.Equal(["fourth"], routing.Sticky);
        Assert.Equal(BalancingPolicy.Random, _place.Yaml("load_balancer: { strategy: random }\n").Config().Routing.DefaultStrategy);
        Assert.DoesNotContain(result.Warnings, static warning => !warning.Contains("vllm", StringComparison.Ordinal));
    }

    [Fact]
    public void Fallbacks_and_retries_are_bound()
    {
        var standing = _place.Config().Routing;
        Assert.Equal(new RetryConfig(4, TimeSpan.FromMilliseconds(100), 20, 10), standing.Retry);
        Assert.Empty(standing.Fallbacks);
        var routing = _place.Yaml("""
            routing:
              fallbacks: { primary: [secondary, small], big: [small] }
              context_fallbacks: { small: big }
              retry: { max_attempts: 2, backoff_ms: 0, budget_percent: 5, budget_min: 1 }
              on_stream_break: continue
              models: { small: { on_stream_break: error }, big: {} }
            """).Config().Routing;
        Assert.Equal(["secondary", "small"], routing.Fallbacks["primary"]);
        Assert.Equal("big", routing.ContextFallbacks["small"]);
        Assert.Equal((false, true, false), (standing.ContinuesOnBreak, routing.ContinuesOnBreak, Assert.Single(routing.ModelsContinueOnBreak).Value));
        Assert.Equal(new RetryConfig(2, TimeSpan.Zero, 5, 1), routing.Retry);
    }

    [Fact]
    public void Small_sections_are_bound()
    {
        var config = _place.Yaml("""
            limits: { memory_in_flight: 2097152, event_bytes: 3 }
            queue: { enabled: false }
            translation: { strict: true }
            stream: { ping_after_secs: 4 }
            prices: { gpt-4o: { input_per_million: 2.5, cached_input_per_million: 1.25, output_per_million: 10 }, dall-e-3: { per_image: 0.04 } }
            jobs: { keep_hours: 5 }
            records: { text: hash, fsync: true, on_full: refuse, journal_max_mb: 6 }
            database: { connection_string: "postgres://u:hidden@h/d", migration_mode: drop_recreate }
            metrics: { enabled: false, prometheus: { enabled: false, path: /m }, health_check: { detailed: false, include_backends: false } }
            cors: { allowed_methods: [GET], allowed_headers: [X-API-Key], max_age_secs: 7 }
            logging: { output: [ { type: stdout }, { type: file, path: a.log, rotation: { max_size_mb: 8, max_files: 9 } }, { type: file, path: b.log } ] }
            """).Config();
        Assert.Equal(new LimitsConfig(67108864, 3, 2097152, 67108864), config.Limits);
        Assert.False(config.Queue.Enabled);
        Assert.Equal((true, TimeSpan.FromSeconds(4), TimeSpan.FromHours(5)), (config.Translation.Strict, config.Stream.PingAfter, config.Jobs.Keep));
        Assert.Equal(new PriceConfig(2.5m, 1.25m, 10, null), config.Prices["gpt-4o"]);
        Assert.Equal(new PriceConfig(0, null, 0, 0.04m), config.Prices["dall-e-3"]);
        Assert.Equal(new RecordsConfig(RecordText.Hash, true, FullJournal.Refuse, 6 << 20), config.Records);
        Assert.Equal(("postgres://u:hidden@h/d", MigrationMode.DropRecreate), (config.Database.ConnectionString, config.Database.MigrationMode));
        Assert.DoesNotContain("hidden", config.ToString(), StringComparison.Ordinal);
        Assert.Equal(new MetricsConfig(false, false, "/m", false, false), config.Metrics);
        Assert.Equal((1, 1, TimeSpan.FromSeconds(7)), (config.Cors.AllowedMethods.Count, config.Cors.AllowedHeaders.Count, config.Cors.MaxAge));
        Assert.Equal([new(LogOutputType.Stdout, null, 100 << 20, 5), new(LogOutputType.File, "a.log", 8 << 20, 9), new(LogOutputType.File, "b.log", 100 << 20, 5)], config.Logging.Outputs);
    }

    [Fact]
    public void Without_a_line_the_memory_in_flight_is_a_quarter_of_what_there_is()
        => Assert.Equal(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 100 * 25, _place.Config().Limits.MemoryInFlight);

    [Fact]
    public void A_key_may_have_a_name_rights_models_and_an_end()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("hashed")));
        var keys = _place.Variable("STUDIO_KEY", "from-variable").Yaml($$"""
            auth:
              api_keys:
                - plain
                - { name: studio, env: STUDIO_KEY, scopes: [generate, read], models: ["llama3", "openai/*"], expires: 2027-01-01T00:00:00Z }
                - { name: ci, sha256: {{hash}}, scopes: ["files:path"] }
                - { name: old, key: written-out }
            """).Config().Auth.ApiKeys;
        Assert.Equal(["generate", "read", "admin", "files:path"], keys.Find("plain")!.Scopes);
        var studio = keys.Find("from-variable")!;
        Assert.Equal(("studio", "environment variable STUDIO_KEY", new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)), (studio.Name, studio.Origin.ToString(), studio.Expires));
        Assert.Equal(["generate", "read"], studio.Scopes);
        Assert.Equal(["llama3", "openai/*"], studio.Models);
        Assert.Equal("files:path", Assert.Single(keys.Find("hashed")!.Scopes));
        Assert.Equal(4, keys.Find("written-out")!.Scopes.Count);
    }

    [Fact]
    public void A_key_ends_at_a_moment_whatever_its_offset() => Assert.Equal(
        new DateTimeOffset(2026, 12, 31, 23, 0, 0, TimeSpan.Zero),
        _place.Yaml("auth: {api_keys: [{name: a, key: real-one, expires: 2027-01-01T00:00:00+01:00}]}").Config().Auth.ApiKeys.Find("real-one")!.Expires);

    [Fact]
    public void A_hash_of_a_sample_key_is_a_sample_too()
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("your-api-key")));
        Assert.Contains("stands in the documentation", Assert.Single(StartRules.Refusals(_place.Yaml($"auth: {{api_keys: [{{name: a, sha256: {hash}}}]}}").Config())), StringComparison.Ordinal);
    }

    [Fact]
    public void Methods_are_words_or_a_predecessors_sections()
    {
        Assert.Equal(["bearer", "api_key", "basic"], _place.Config().Auth.Methods);
        Assert.Equal(["query", "bearer"], _place.Yaml("auth: {methods: [query, Bearer, query]}").Config().Auth.Methods);
        var result = _place.Yaml("auth: {methods: [{type: bearer, header: Authorization, prefix: 'Bearer '}, {type: api_key, header: X-Mine}, {type: query, param: api_key}]}").Load();
        Assert.Equal(["bearer", "api_key", "query"], result.Config!.Auth.Methods);
        Assert.Equal("not yet in effect: auth.methods[1].header", Assert.Single(result.Warnings));
    }

    [Theory]
    [InlineData("server: {trusted_proxies: [10.0.0.0/33]}", "must be an address or a network")]
    [InlineData("server: {tls: {enabled: true, key_path: k}}", "server.tls.cert_path: needed")]
    [InlineData("server: {tls: {enabled: true, cert_path: k}}", "server.tls.key_path: needed")]
    [InlineData("surfaces: {openai: maybe}", "'maybe' must be true or false")]
    [InlineData("listeners: [{surfaces: [akash]}]", "listeners[0].url: needed")]
    [InlineData("listeners: [{url: 'ftp://a:1'}]", "must be http://HOST:PORT")]
    [InlineData("listeners: [{url: 'http://a:1/x'}]", "nothing may follow the port")]
    [InlineData("listeners: [{url: 'http://a:1', surfaces: [acash]}]", "did you mean akash?")]
    [InlineData("listeners: [{url: 'http://a:1'}, {url: 'http://a:1'}]", "listened on already by the entry at config/gateway.yaml:1:13")]
    [InlineData("api: {base_path: v1}", "must begin with /")]
    [InlineData("api: {endpoints: {image: {path: '/a?b'}}}", "without ? # { } *")]
    [InlineData("auth: {methods: [bearer, digest]}", "'digest' must be one of bearer, api_key, basic, query")]
    [InlineData("auth: {methods: [{header: x}]}", "auth.methods[0].type: needed")]
    [InlineData("auth: {secret_references: [GENGATEWAY]}", "must be a prefix that begins with env: or file:/")]
    [InlineData("auth: {api_keys: [{key: hidden}]}", "auth.api_keys[0].name: needed")]
    [InlineData("auth: {api_keys: [{name: a}]}", "auth.api_keys[0]: a key needs exactly one of sha256, env and key")]
    [InlineData("auth: {api_keys: [{name: a, key: hidden, env: B}]}", "exactly one of")]
    [InlineData("auth: {api_keys: [{name: a, env: NOWHERE}]}", "environment variable NOWHERE is not set")]
    [InlineData("auth: {api_keys: [{name: a, env: hidden-key}]}", "auth.api_keys[0].env: must be the name of an environment variable")]
    [InlineData("auth: {api_keys: [{name: a, sha256: hidden}]}", "64 hexadecimal digits")]
    [InlineData("auth: {api_keys: [{name: a, key: 'hidden words'}]}", "without blanks")]
    [InlineData("auth: {api_keys: [{name: a, key: hidden, scopes: [write]}]}", "'write' must be one of generate, read, admin, files:path")]
    [InlineData("auth: {api_keys: [{name: a, key: hidden, expires: soon}]}", "'soon' must be a time")]
    [InlineData("auth: {api_keys: [{name: a, key: hidden, budget: {usd: 1, period: year}}]}", "must be one of day, month, total")]
    [InlineData("routing: {default_strategy: fastest}", "must be one of round_robin, weighted_round_robin, random, least_connections, least_latency")]
    [InlineData("routing: {deadlines: {total_ms: 0}}", "must be a whole number from 1 to")]
    [InlineData("routing: {aliases: {a: ''}}", "must not be empty")]
    [InlineData("routing: {aliases: [a]}", "this is a section")]
    [InlineData("routing: {fallbacks: {a: b}}", "routing.fallbacks.a: must be a list")]
    [InlineData("limits: {memory_in_flight: 0%}", "a share of the memory from 1% to 100%")]
    [InlineData("limits: {memory_in_flight: lots}", "must be a number of bytes")]
    [InlineData("prices: {m: {per_image: cheap}}", "must be a number from 0 to")]
    [InlineData("prices: {m: {per_picture: 1}}", "known here: cached_input_per_million")]
    [InlineData("records: {text: some}", "must be one of full, hash, none")]
    [InlineData("records: {on_full: panic}", "must be one of drop_and_count, refuse")]
    [InlineData("database: {connection_string: ' '}", "must not be blank")]
    [InlineData("database: {migration_mode: create}", "must be one of create_if_not_exists, drop_recreate")]
    [InlineData("metrics: {prometheus: {path: metrics}}", "must begin with /")]
    [InlineData("cors: {allowed_methods: ['G T']}", "must be an HTTP method")]
    [InlineData("logging: {output: [{type: syslog}]}", "must be one of stdout, file")]
    [InlineData("logging: {output: [{type: file}]}", "logging.output[0].path: needed")]
    [InlineData("jobs: {keep_hours: 0}", "from 1 to")]
    [InlineData("jobs: {on_restart: forget}", "must be one of resume, retry, fail")]
    [InlineData("storage: {type: ftp}", "must be one of local, s3")]
    [InlineData("storage: {type: s3}", "'s3' is not there yet; write local")]
    [InlineData("storage: {url_prefix: /images}", "must be an http or https address")]
    [InlineData("storage: {url_prefix: 'http://a.example/images?b=c'}", "must be an http or https address")]
    [InlineData("storage: {signed_links: {expires_secs: 0}}", "from 1 to")]
    [InlineData("storage: {cleanup: {run_interval_mins: 0}}", "from 1 to")]
    [InlineData("tracing: {sample_ratio: 2}", "must be a number from 0 to 1")]
    [InlineData("rate_limit: {per_model: {m: {requests_per_minute: x}}}", "rate_limit.per_model.m.requests_per_minute")]
    [InlineData("rate_limit: {global: {burst_size: 0}}", "rate_limit.global.burst_size: '0' must be a whole number from 1 to")]
    [InlineData("auth: {api_keys: [{name: a, key: hidden, limits: {burst_size: 2}}]}", "auth.api_keys[0].limits.burst_size: is the burst of requests_per_second, which is not written")]
    [InlineData("auth: {api_keys: [{name: a, key: hidden, budget: {period: day}}]}", "auth.api_keys[0].budget.usd: needed")]
    [InlineData("engine: {execution_providers: [tpu]}", "must be one of cpu, cuda")]
    public void A_wrong_value_of_any_section_is_told_without_secrets(string yaml, string words)
    {
        var error = _place.Yaml(yaml).Error();
        Assert.StartsWith("config/gateway.yaml:1:", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listeners: [{url: 'http://0.0.0.0:1'}]", "listeners.url is 0.0.0.0, which other machines reach, and there is no API key")]
    [InlineData("listeners: [{url: 'http://0.0.0.0:1', auth: false}]\nauth: {api_keys: [a-real-one-of-these-tests]}", "its auth is false")]
    [InlineData("listeners: [{url: 'http://0.0.0.0:1'}]\nauth: {enabled: false}", "auth.enabled is false")]
    public void A_listener_may_not_open_the_server_either(string yaml, string words)
    {
        Assert.Contains(words, Assert.Single(StartRules.Refusals(_place.Yaml(yaml).Config())), StringComparison.Ordinal);
        Assert.Empty(StartRules.Refusals(_place.Yaml(yaml.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)).Config()));
    }

    [Fact]
    public void A_listener_beyond_this_machine_may_be_open_where_that_is_meant_or_there_is_a_key()
    {
        Assert.Empty(StartRules.Refusals(_place.Yaml("listeners: [{url: 'http://0.0.0.0:1'}]\nauth: {api_keys: [a-real-one-of-these-tests]}").Config()));
        Assert.Empty(StartRules.Refusals(_place.Yaml("listeners: [{url: 'http://0.0.0.0:1', auth: false}]\nauth: {allow_anonymous: true}").Config()));
    }
}
