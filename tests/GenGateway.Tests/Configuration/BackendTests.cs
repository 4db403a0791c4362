using System.Reflection;
using System.Text;
using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

public sealed class BackendTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Every_entry_of_the_sample_is_read()
    {
        var result = _place.Load("--config", RepositoryFile.Path("config/examples"));
        Assert.Empty(result.Errors);
        var backends = result.Config!.Backends;
        Assert.Equal(["vllm", "claude", "ollama", "tgi", "local", "a1111", "comfy", "dalle", "mj", "akash", "sd", "custom", "paint", "legacy"], backends.Select(backend => backend.Name));
        var vllm = backends[0];
        Assert.Equal((BackendType.Text, "openai", 2, 3), (vllm.Type, vllm.Protocol, vllm.Endpoints.Count, vllm.Endpoints[1].Weight));
        Assert.Equal("env:VLLM_B_KEY", vllm.Endpoints[1].Auth!.Secret.ToString());
        Assert.Equal(new ModelConfig("qwen", "Qwen/Qwen3-8B", 32768, ["chat", "tools"]), vllm.Models[1]);
        Assert.Equal(TimeSpan.FromSeconds(10), vllm.Deadlines.FirstToken);
        Assert.True(vllm.TimeoutWritten);
        Assert.Equal(new CredentialConfig(CredentialKind.Header, SecretReference.OfVariable("ANTHROPIC_API_KEY"), "x-api-key"), backends[1].Auth);
        Assert.Equal("5m", backends[2].Options["keep_alive"]);
        Assert.Equal(new OnnxConfig("./models/my-model", null, "onnx/model_q4.onnx", "main", 0, 0, 16), backends[4].Onnx);
        Assert.Equal(CredentialKind.Basic, backends[5].Auth.Kind);
        Assert.Equal("https://gen.akash.network/", Assert.Single(backends[9].Endpoints).Url.ToString());
        Assert.Equal((BackendType.Image, "grpc"), (backends[13].Type, backends[13].Protocol));
        var later = Assert.Single(result.Warnings, warning => warning.StartsWith("not yet in effect: ", StringComparison.Ordinal));
        Assert.DoesNotContain("weight", later, StringComparison.Ordinal);
        Assert.Equal((BalancingPolicy.LeastConnections, new BreakerOverrides(5, null, null)), (vllm.Strategy, vllm.Breaker));
        Assert.Equal(new HealthCheckConfig(true, "/health", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), 3, 2), vllm.HealthCheck);
        Assert.Equal((null, BreakerOverrides.None, HealthCheckConfig.Standing), (backends[1].Strategy, backends[1].Breaker, backends[1].HealthCheck));
        Assert.Contains("backends.image[1].workflows, ", later, StringComparison.Ordinal);
    }

    [Fact]
    public void A_predecessors_toml_is_read_with_its_flat_entries()
    {
        var result = _place.Load("--config", RepositoryFile.Path("config/examples/default.toml"));
        Assert.Empty(result.Errors);
        Assert.Equal(["stable-diffusion http Image 1", "custom-model grpc Image 2"], result.Config!.Backends.Select(backend => $"{backend.Name} {backend.Protocol} {backend.Type} {backend.Weight}"));
    }

    [Theory]
    [InlineData("{endpoints: ['http://a']}", "backends.text[0].name: needed")]
    [InlineData("{name: text, endpoints: ['http://a']}", "'text' is reserved")]
    [InlineData("{name: 'a b', endpoints: ['http://a']}", "without blanks")]
    [InlineData("{name: a}", "endpoints: needed with protocol http")]
    [InlineData("{name: a, endpoints: []}", "endpoints: needed with protocol http")]
    [InlineData("{name: a, endpoints: [ftp://a]}", "'ftp://a' must be an http or https address")]
    [InlineData("{name: a, endpoints: ['http://user:hidden@a']}", "must not hold credentials")]
    [InlineData("{name: a, endpoints: [{weight: 2}]}", "endpoints[0].url: needed")]
    [InlineData("{name: a, endpoints: ['http://a'], protocol: opanai}", "did you mean openai?")]
    [InlineData("{name: a, endpoints: ['http://a'], protocol: comfyui}", "comfyui gives images only; write this backend below backends.image")]
    [InlineData("{name: a, endpoints: ['http://a'], capabilities: [chat, responses]}", "capabilities: responses is what a text backend of protocol openai can have; write protocol: openai")]
    [InlineData("{name: a, endpoints: ['http://a'], protocol: ollama, capabilities: [responses]}", "protocol openai can have; leave it out")]
    [InlineData("{name: a, endpoints: ['http://a'], protocol: openai, models: [{id: m, capabilities: [responses]}]}", "responses belongs into the backend's own capabilities")]
    [InlineData("{name: a, endpoints: ['http://a'], type: picture}", "must be one of text, image, multi")]
    [InlineData("{name: a, endpoints: ['http://a'], auth: {type: bearer}}", "auth.type: needs a secret: one of token_env")]
    [InlineData("{name: a, endpoints: ['http://a'], auth: {type: header, token: hidden}}", "auth.header_name: needed")]
    [InlineData("{name: a, endpoints: ['http://a'], auth: {type: bearer, token_env: sk-hidden}}", "auth.token_env: must be the name of an environment variable, not its value")]
    [InlineData("{name: a, endpoints: ['http://a'], models: [m, m]}", "'m' is listed twice")]
    [InlineData("{name: a, endpoints: ['http://a'], models: [{upstream: x}]}", "models[0].id: needed")]
    [InlineData("{name: a, endpoints: ['http://a'], timeout_ms: 0}", "must be a whole number from 1 to")]
    [InlineData("{name: a, endpoints: ['http://a'], weight: many}", "weight: 'many' must be")]
    [InlineData("{name: a, endpoints: ['http://a'], load_balancer: {strategy: fastest}}", "must be one of round_robin")]
    [InlineData("{name: a, endpoints: ['http://a'], health_check: {path: x}}", "must begin with /")]
    [InlineData("{name: a, endpoints: ['http://a'], prefill: yes}", "must be one of assistant")]
    [InlineData("{name: a, endpoints: ['http://a'], onnx: {path: x}}", "belongs to protocol: onnx")]
    [InlineData("{name: a, protocol: onnx}", "needs exactly one of path")]
    [InlineData("{name: a, endpoints: ['http://a'], model: [x]}", "did you mean backends.text[0].models?")]
    [InlineData("{name: a, endpoints: ['http://a']}, {name: A, endpoints: ['http://b']}", "'A' is the name of another backend, at config/gateway.yaml:1:19")]
    public void A_wrong_entry_is_told_with_its_place_and_without_its_secrets(string entries, string words)
    {
        var error = _place.Yaml($"backends: {{text: [{entries}]}}").Error();
        Assert.StartsWith("config/gateway.yaml:1:", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_unique_across_groups()
        => Assert.Contains(
            "is the name of another backend",
            _place.Yaml("backends: {text: [{name: a, endpoints: ['http://a']}], image: [{name: a, endpoints: ['http://b']}]}").Error(),
            StringComparison.Ordinal);

    [Fact]
    public void The_first_secret_that_is_written_counts_and_the_type_follows_from_the_rest()
    {
        CredentialConfig Auth(string auth) => _place.Yaml($"backends: [{{name: a, endpoints: ['http://a'], auth: {auth}}}]").Config().Backends[0].Auth;
        Assert.Equal(CredentialConfig.None, Auth("{type: none, api_key: x}"));
        Assert.Equal(new(CredentialKind.Bearer, SecretReference.OfVariable("T"), null), Auth("{token_env: T, api_key: x}"));
        Assert.Equal(new(CredentialKind.Header, SecretReference.OfLiteral(new Secret("x")), "h"), Auth("{header_name: h, api_key: x}"));
        Assert.Equal(new(CredentialKind.Bearer, SecretReference.OfFile("/run/x"), null), Auth("{type: bearer, token: 'file:/run/x'}"));
        Assert.DoesNotContain("hidden", Auth("{api_key: hidden}").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_read_from_its_variable_or_file_and_a_missing_one_says_why()
    {
        var environment = _place.Write("s", "file-secret\n").Write(".env", "A=a\nB=b\n").Variable("B", "process").Load().Environment;
        Assert.Equal("a", Read("A"));
        Assert.Equal("process", Read("B"));
        Assert.True(SecretReference.OfFile("s").TryRead(environment, out var secret, out _));
        Assert.Equal("file-secret", secret!.Reveal());
        Assert.False(SecretReference.OfVariable("C").TryRead(environment, out _, out var problem));
        Assert.Equal("environment variable C is not set", problem);
        Assert.False(SecretReference.OfFile("nowhere").TryRead(environment, out _, out problem));
        Assert.StartsWith("file nowhere cannot be read", problem, StringComparison.Ordinal);

        string? Read(string name) => SecretReference.OfVariable(name).TryRead(environment, out var found, out _) ? found!.Reveal() : null;
    }

    [Fact]
    public void Health_checks_have_defaults_flat_forms_and_a_way_back_to_the_protocols_own_probe()
    {
        var backends = _place.Yaml("""
            defaults: { health_check: { path: /up, interval_secs: 7, timeout_secs: 2, failures: 4, successes: 5 } }
            breaker: { failures: 9, open_secs: 11 }
            backends:
              text:
                - { name: a, endpoints: ['http://a'] }
                - { name: b, endpoints: ['http://b'], health_check: { path: "", enabled: false }, breaker: { successes: 1 } }
                - { name: c, endpoints: ['http://c'], health_check_path: /flat, health_check_interval_secs: 3 }
                - { name: d, endpoints: [{ url: 'http://d', weight: 0 }], weight: 0, health_check_path: /flat, health_check: { path: /nested } }
            """).Config();
        var standing = new HealthCheckConfig(true, "/up", TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(2), 4, 5);
        Assert.Equal(
            [standing, standing with { Path = null, Enabled = false }, standing with { Path = "/flat", Interval = TimeSpan.FromSeconds(3) }, standing with { Path = "/nested" }],
            backends.Backends.Select(backend => backend.HealthCheck));
        Assert.Equal(new BreakerConfig(9, 1, TimeSpan.FromSeconds(11)), backends.Backends[1].Breaker.Over(backends.Breaker));
        Assert.Equal((0, 0), (backends.Backends[3].Weight, backends.Backends[3].Endpoints[0].Weight));
    }

    [Fact]
    public void The_body_of_the_api_is_read_with_its_flat_fields()
    {
        var reading = Body("""
            {"name":"b","endpoints":["http://b/v1"],"protocol":"openai","backend_type":"text","health_check_path":"/health","health_check_interval_secs":30,
             "timeout_ms":1500,"weight":1,"auth":{"type":"bearer","token":"env:GENGATEWAY_SECRET_B"},"models":["m"],"capabilities":["chat"],"health_check":{"path":"/h"}}
            """);
        Assert.Empty(reading.Errors);
        Assert.Equal((BackendType.Text, 1500d, true), (reading.Backend!.Type, reading.Backend.Timeout.TotalMilliseconds, reading.Backend.TimeoutWritten));
        Assert.Equal("env:GENGATEWAY_SECRET_B", reading.Backend.Auth.Secret.ToString());
        Assert.Equal(("/h", 30d), (reading.Backend.HealthCheck.Path, reading.Backend.HealthCheck.Interval.TotalSeconds));
        Assert.Equal(BackendType.Image, Body("""{"name":"b","endpoints":["http://b"]}""").Backend!.Type);
        Assert.Equal(BackendType.Text, Body("""{"name":"b","endpoints":["http://b"],"protocol":"tgi"}""").Backend!.Type);
    }

    [Theory]
    [InlineData("""{"name":"b","endpoints":["http://b"],"protocol":"soap"}""", "protocol: 'soap' must be one of")]
    [InlineData("""{"name":"b","endpoints":["http://b"],"backend_type":"video"}""", "backend_type: 'video' must be one of")]
    [InlineData("""{"name":"b","endpoints":["http://b"],"auth":{"type":"bearer","token":"hidden"}}""", "auth.token: a secret is not taken over the API")]
    [InlineData("""{"name":"b","endpoints":["http://b"],"auth":{"type":"bearer","api_key":"hidden"}}""", "auth.api_key: a secret is not taken")]
    [InlineData("""{"name":"b","endpoints":["http://b"],"auth":{"type":"bearer","token_env":"PATH"}}""", "this variable may not be referred to")]
    [InlineData("""{"name":"b","endpoints":["http://b"],"auth":{"type":"bearer","token_file":"/run/secrets/../../etc/passwd"}}""", "this file may not be referred to")]
    [InlineData("""{"name":"b","endpoints":[{"url":"http://b","auth":{"type":"bearer","token":"hidden"}}]}""", "endpoints[0].auth.token: a secret")]
    [InlineData("""{"name":"b","endpoint":["http://b"]}""", "did you mean endpoints?")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{", "not JSON")]
    [InlineData("{} x", "not JSON")]
    [InlineData("""{"name":"b","name":"c","endpoints":["http://b"]}""", "name: written twice")]
    public void A_wrong_body_is_told_without_its_secrets(string json, string words)
    {
        var reading = Body(json);
        Assert.Null(reading.Backend);
        Assert.Contains(reading.Errors, error => error.ToString().Contains(words, StringComparison.Ordinal));
        Assert.DoesNotContain(reading.Errors, error => error.ToString().Contains("hidden", StringComparison.Ordinal));
    }

    [Fact]
    public void A_body_is_bounded()
    {
        Assert.Contains("not JSON", Assert.Single(Body(new string('[', 100_000)).Errors).Problem, StringComparison.Ordinal);
        Assert.Contains("larger than", Assert.Single(Body(new string(' ', 2_000_000)).Errors).Problem, StringComparison.Ordinal);
        Assert.Contains("more than", Assert.Single(Body($"[{string.Join(',', Enumerable.Repeat("1", 20_000))}]").Errors).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_entries_are_equal_when_they_say_the_same_wherever_they_stand()
    {
        const string entry = "{name: a, protocol: openai, endpoints: [{url: 'http://a', auth: {token: x}}], models: [{id: m, capabilities: [chat]}], capabilities: [chat], options: {k: {a: 1, b: 2}}, auth: {api_key: y}}";
        var one = _place.Yaml($"backends: {{text: [{entry}]}}").Config().Backends[0];
        var two = _place.Yaml($"# moved\nbackends:\n  text:\n  - {entry}\n").Config().Backends[0];
        Assert.NotEqual(one.Origin, two.Origin);
        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.NotEqual(one, _place.Yaml($"backends: {{text: [{entry.Replace("token: x", "token: z", StringComparison.Ordinal)}]}}").Config().Backends[0]);
    }

    [Fact]
    public void Every_property_but_the_origin_tells_two_backends_apart()
    {
        var others = new Dictionary<Type, object>
        {
            [typeof(string)] = "other",
            [typeof(bool)] = true,
            [typeof(int)] = 77,
            [typeof(int?)] = 77,
            [typeof(TimeSpan)] = TimeSpan.FromHours(7),
            [typeof(BackendType)] = BackendType.Multi,
            [typeof(CredentialConfig)] = new CredentialConfig(CredentialKind.Bearer, SecretReference.OfVariable("X"), null),
            [typeof(DeadlinesConfig)] = DeadlinesConfig.None with { Total = TimeSpan.FromHours(1) },
            [typeof(RatesConfig)] = new RatesConfig(MaxConcurrent: 7),
            [typeof(BalancingPolicy?)] = BalancingPolicy.Random,
            [typeof(PrefillMode?)] = PrefillMode.ContinueFinalMessage,
            [typeof(HealthCheckConfig)] = HealthCheckConfig.Standing with { Failures = 9 },
            [typeof(BreakerOverrides)] = new BreakerOverrides(9, null, null),
            [typeof(OnnxConfig)] = new OnnxConfig("p", null, null, "main", 0, 0, null),
            [typeof(RequestConfig)] = new RequestConfig("POST", "/x", new Dictionary<string, string>(), "{}"),
            [typeof(ResponseConfig)] = new ResponseConfig(JsonPath.TryParse("$.x", out var path) ? path : null!, null, null),
            [typeof(IReadOnlyList<EndpointConfig>)] = new[] { new EndpointConfig(new Uri("http://x"), 1, null) },
            [typeof(IReadOnlyList<ModelConfig>)] = new[] { new ModelConfig("x", null, null, null) },
            [typeof(IReadOnlyList<string>)] = new[] { "x" },
            [typeof(IReadOnlyDictionary<string, string>)] = new Dictionary<string, string> { ["x"] = "y" },
        };
        foreach (var property in typeof(BackendConfig).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var one = new BackendConfig { Name = "a", Type = BackendType.Text, Protocol = "http", Enabled = false };
            var two = one with { };
            Assert.Equal(one, two);
            property.SetValue(two, property.Name == nameof(BackendConfig.Origin) ? new ConfigOrigin("elsewhere") : others[property.PropertyType]);
            Assert.Equal(property.Name == nameof(BackendConfig.Origin), one == two);
        }
    }

    private static BackendReading Body(string json) =>
        BackendReader.Read(Encoding.UTF8.GetBytes(json), BackendDefaults.Standing, ["env:GENGATEWAY_SECRET_", "file:/run/secrets/"]);
}
