using System.Globalization;
using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests;

/// <summary><c>gengateway lab</c>: the published program meets every fault as promised, and whoever does not is told so.</summary>
public sealed class FaultLabTests : JourneyTest
{
    /// <summary>What the lab must at least try.</summary>
    private static readonly string[] Promised =
    [
        "rate-limited", "retry-after", "retry-after-beyond-deadline", "server-error", "reset", "silence", "slow-first-token", "cut-mid-stream", "stall-mid-stream", "malformed-chunk",
        "missing-done", "context-too-long", "content-filter", "prefill-refused", "flapping-endpoint", "failing-fallback", "client-cancel",
        "clean-end-mid-stream", "comments-feed-nothing", "error-in-200", "empty-200", "html-200", "cut-200", "other-json-200", "credentials-refused", "redirect", "dead-pooled-connection", "usage-unknown",
    ];

    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("gengateway-lab-");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_any_configuration_every_fault_is_met_as_promised()
    {
        var (run, card) = await PlayAsync();
        Assert.Equal((0, 0, 0), (run.ExitCode, card.GetProperty("failed").GetInt32(), card.GetProperty("skipped").GetInt32()));
        Assert.Empty(Promised.Except(Names(card, "passed")));
        Assert.All(card.GetProperty("cases").EnumerateArray(), static played => Assert.True(played.GetProperty("seconds").GetDouble() <= played.GetProperty("bound_seconds").GetDouble(), played.GetRawText()));
        Assert.Empty(place.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task With_a_users_configuration_every_route_passes_and_nothing_of_the_user_is_touched()
    {
        await using var real = new FakeOpenAi();
        var backends = new Backends()
            .Add("one", "openai", real.Endpoint, "model-a", probes: true)
            .Add("two", "openai", real.Endpoint, "model-b", more: "timeout_ms: 2000, breaker: { failures: 5 }, auth: { type: bearer, token: canary-of-the-user }")
            .Add("three", "ollama", real.Endpoint, "model-a");
        Write("gateway.yaml", """
            auth: { api_keys: ["gg-canary-of-the-user-4711"] }
            engine: { enabled: false }
            rate_limit: { global: { requests_per_second: 1 } }
            database: { connection_string: "sqlite:file:kept.db?mode=rwc" }
            stream: { ping_after_secs: 1 }
            breaker: { failures: 1, successes: 1, open_secs: 1 }
            routing:
              on_stream_break: continue
              fallbacks: { model-a: [model-b] }
              deadlines: { connect_ms: 1000, first_token_ms: 1000, between_tokens_ms: 1000, total_ms: 4000 }
              retry: { max_attempts: 3, backoff_ms: 10 }
              models: { model-b: { on_stream_break: error } }

            """);
        Write("backends.yaml", backends.Yaml);
        var (run, card) = await PlayAsync("--config", "gateway.yaml");
        Assert.Equal((0, 0, 0), (run.ExitCode, card.GetProperty("failed").GetInt32(), card.GetProperty("skipped").GetInt32()));
        Assert.Equal(["one/model-a and 1 more", "two/model-b"], card.GetProperty("cases").EnumerateArray().Select(static played => played.GetProperty("profile").GetString()).Distinct());
        Assert.Equal(0, real.Traffic.Connections);
        Assert.Equal(["backends.yaml", "gateway.yaml"], place.EnumerateFileSystemInfos().Select(static file => file.Name).Order());
        Assert.DoesNotContain("canary", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_that_serves_passes_from_outside_as_well()
    {
        const string Settings = """
            engine: { enabled: false }
            stream: { ping_after_secs: 60 }
            breaker: { open_secs: 1 }

            """;
        var port = FreePorts.Next();
        var listed = await RunAsync("lab", "--list", "--json");
        using var list = JsonDocument.Parse(listed.Output);
        var (backends, routing) = Routes(list.RootElement.GetProperty("cases"), port);
        var gateway = await StartAsync(new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = backends.Yaml }, ExpectsErrors = true }.WithConfiguration(Settings + routing));
        Write("gateway.yaml", Settings + routing);
        Write("backends.yaml", backends.Yaml);

        var (run, card) = await PlayAsync("--config", "gateway.yaml", "--against", gateway.Url.ToString(), "--upstreams", port.ToString(CultureInfo.InvariantCulture));
        Assert.True(run.ExitCode == 0, run.Text);
        // What needs an address that refuses, or a look into the records, is told as skipped.
        Assert.All(Names(card, "skipped"), static name => Assert.Matches("^(connection-refused|record-)", name));
    }

    [Fact]
    public async Task A_relay_that_claims_success_fails_wherever_it_lies()
    {
        string[] honest = ["good-answer", "good-stream", "missing-done", "comments-between", "usage-unknown"];
        string[] lies = ["server-error", "reset", "rate-limited", "retry-after", "cut-200", "empty-200", "role-chunk-only", "cut-mid-stream", "clean-end-mid-stream", "error-event-mid-stream", "malformed-chunk", "context-too-long", "content-filter", "redirect", "failing-fallback"];
        var port = FreePorts.Next();
        await using var relay = new LyingRelay(port);
        var (run, card) = await PlayAsync("--against", relay.Url.ToString(), "--upstreams", port.ToString(CultureInfo.InvariantCulture), "--only", string.Join(',', honest.Concat(lies)));
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(honest.Order(), Names(card, "passed").Order());
        Assert.Equal(lies.Order(), Names(card, "failed").Order());
        foreach (var name in (string[])["server-error", "cut-mid-stream", "clean-end-mid-stream", "role-chunk-only", "context-too-long"])
            Assert.Contains("a false success", Of(card, name).GetProperty("problems").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("invented usage", Of(card, "server-error").GetProperty("problems").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("an event that is no JSON", Of(card, "malformed-chunk").GetProperty("problems").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_settings_rule_out_is_skipped_with_the_reason()
    {
        var (run, card) = await PlayAsync("--set", "routing.retry.max_attempts=1", "--only", "fallback,good-stream");
        Assert.Equal((0, 1, 1), (run.ExitCode, card.GetProperty("passed").GetInt32(), card.GetProperty("skipped").GetInt32()));
        Assert.Contains("max_attempts 1", Of(card, "fallback").GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);

        var (alone, _) = await PlayAsync("--set", "routing.retry.max_attempts=1", "--only", "fallback");
        Assert.Equal(1, alone.ExitCode);
    }

    [Fact]
    public async Task The_scorecard_has_a_line_for_each_case_and_one_for_all()
    {
        var run = await RunAsync("lab", "--only", "good-answer,cut-mid-stream");
        Assert.Equal(0, run.ExitCode);
        var lines = run.Output.TrimEnd().Split('\n');
        Assert.Matches("^pass good-answer .*/.* s .*done: .*promised: .*seen: 200", lines[^3]);
        Assert.StartsWith("pass cut-mid-stream ", lines[^2], StringComparison.Ordinal);
        Assert.Equal("2 passed, 0 failed", lines[^1]);
    }

    private static string[] Names(JsonElement card, string outcome) =>
        [.. card.GetProperty("cases").EnumerateArray().Where(played => played.GetProperty("outcome").GetString() == outcome).Select(static played => played.GetProperty("name").GetString()!)];

    private static JsonElement Of(JsonElement card, string name) => card.GetProperty("cases").EnumerateArray().Single(played => played.GetProperty("name").GetString() == name);

    /// <summary>The listed routes as an operator would configure them.</summary>
    private static (Backends Backends, string Routing) Routes(JsonElement cases, int port)
    {
        var backends = new Backends();
        var (fallbacks, longer, models) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var played in cases.EnumerateArray())
        {
            var model = played.GetProperty("model").GetString()!;
            var retries = played.TryGetProperty("retry_count", out var count) ? count.GetInt32() : 3;
            var place = 0;
            foreach (var upstream in played.GetProperty("upstreams").EnumerateArray())
                Add($"{model}.{place}", model, upstream.GetString()!, retries, place++ == 0 ? 1 : 0);
            foreach (var fallback in played.GetProperty("fallbacks").EnumerateArray())
                Add(fallback.GetProperty("model").GetString()! + ".0", fallback.GetProperty("model").GetString()!, fallback.GetProperty("upstream").GetString()!, retries, 1);
            if (played.GetProperty("fallbacks").GetArrayLength() > 0)
                fallbacks.Add($"\"{model}\": [{string.Join(", ", played.GetProperty("fallbacks").EnumerateArray().Select(static fallback => $"\"{fallback.GetProperty("model").GetString()}\""))}]");
            if (played.GetProperty("context_fallback") is { ValueKind: JsonValueKind.Object } context)
            {
                Add(context.GetProperty("model").GetString()! + ".0", context.GetProperty("model").GetString()!, context.GetProperty("upstream").GetString()!, retries, 1);
                longer.Add($"\"{model}\": \"{context.GetProperty("model").GetString()}\"");
            }

            if (played.TryGetProperty("on_stream_break", out var rule))
                models.Add($"\"{model}\": {{ on_stream_break: {rule.GetString()} }}");
        }

        return (backends, $"routing: {{ deadlines: {{ first_token_ms: 1000, between_tokens_ms: 1000, total_ms: 5000 }}, fallbacks: {{ {string.Join(", ", fallbacks)} }}, context_fallbacks: {{ {string.Join(", ", longer)} }}, models: {{ {string.Join(", ", models)} }} }}\n");

        void Add(string name, string model, string path, int retries, int weight) => backends.Entry(string.Create(
            CultureInfo.InvariantCulture,
            $"name: {name}, protocol: openai, endpoints: [\"http://127.0.0.1:{port}{path}\"], models: [{{ id: \"{model}\", upstream: served-by-the-lab }}], weight: {weight}, retry_count: {retries}, health_check: {{ enabled: false }}, auth: {{ type: bearer, token: lab-canary-credential }}"));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(place.FullName, name), text);

    private Task<ProgramResult> RunAsync(params string[] arguments) => ChildProgram.RunAsync(Repository.Program, arguments, place.FullName, Token);

    private async Task<(ProgramResult Run, JsonElement Card)> PlayAsync(params string[] arguments)
    {
        var run = await RunAsync(["lab", "--json", .. arguments]);
        Assert.True(run.Output.StartsWith('{'), run.Text);
        using var card = JsonDocument.Parse(run.Output);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', card.RootElement.GetProperty("cases").EnumerateArray().Where(static played => played.GetProperty("outcome").GetString() != "passed").Select(static played => played.GetRawText())));
        return (run, card.RootElement.Clone());
    }
}
