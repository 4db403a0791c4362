using System.Text.Json;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Keys are made, used, changed, rotated and revoked while the program runs, over HTTP and by commands, and only their hashes are kept.</summary>
public sealed class KeysApiTests : JourneyTest
{
    private const string Chat = "/v1/chat/completions";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("gengateway-keys-");

    private string Database => Path.Combine(place.FullName, "kept.db");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task The_first_key_turns_keys_on_and_must_be_able_to_administer()
    {
        var gateway = await StartAsync(Kept());
        (await AskAsync(gateway, HttpMethod.Get, "/v1/models", null)).Expect(200);
        Assert.Contains("admin", (await CreateAsync(gateway, null, """{"name":"ci","scopes":["generate"]}""")).ExpectError(400, "invalid_value", "scopes").GetProperty("message").GetString(), StringComparison.Ordinal);
        (await AskAsync(gateway, HttpMethod.Get, "/v1/models", null)).Expect(200);

        var first = await CreateAsync(gateway, null, """{"name":"boss"}""");
        Assert.Contains("from now on every request needs one", first.Expect(201).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("no-store", first.Header("Cache-Control"));
        (await AskAsync(gateway, HttpMethod.Get, "/v1/models", null)).ExpectError(401, "invalid_api_key");
        (await AskAsync(gateway, HttpMethod.Get, "/admin/keys", TextOf(first))).Expect(200);
        (await AskAsync(gateway, HttpMethod.Delete, "/admin/keys/boss", TextOf(first))).ExpectError(400, "invalid_value", "name");
    }

    [Fact]
    public async Task A_key_lives_from_its_making_over_a_rotation_with_grace_to_its_end()
    {
        var gateway = await StartAsync(Kept());
        var boss = TextOf(await CreateAsync(gateway, null, """{"name":"boss"}"""));
        var first = TextOf(await CreateAsync(gateway, boss, """{"name":"studio","scopes":["generate"]}"""));
        (await ChatAsync(gateway, first)).Expect(200);
        (await AskAsync(gateway, HttpMethod.Get, "/admin/keys", first)).ExpectError(403, "insufficient_scope");
        (await CreateAsync(gateway, first, """{"name":"mine"}""")).ExpectError(403, "insufficient_scope");

        var second = TextOf(await AskAsync(gateway, HttpMethod.Post, "/admin/keys/studio/rotate", boss, """{"grace_secs":3600}"""));
        (await ChatAsync(gateway, first)).Expect(200);
        (await ChatAsync(gateway, second)).Expect(200);
        var third = TextOf(await AskAsync(gateway, HttpMethod.Post, "/admin/keys/studio/rotate", boss));
        (await ChatAsync(gateway, first)).ExpectError(401, "invalid_api_key");
        (await ChatAsync(gateway, second)).ExpectError(401, "invalid_api_key");
        (await ChatAsync(gateway, third)).Expect(200);
        (await AskAsync(gateway, HttpMethod.Post, "/admin/keys/studio/rotate", boss, """{"grace_secs":-1}""")).ExpectError(400, "invalid_value", "grace_secs");

        (await ChangeAsync(gateway, boss, "studio", """{"scopes":["read"]}""")).Expect(200);
        (await ChatAsync(gateway, third)).ExpectError(403, "insufficient_scope");
        (await ChangeAsync(gateway, boss, "studio", """{"scopes":["generate"],"models":["other-*"]}""")).Expect(200);
        (await ChatAsync(gateway, third)).ExpectError(404, "model_not_found");
        (await ChangeAsync(gateway, boss, "studio", """{"models":null,"enabled":false}""")).Expect(200);
        (await ChatAsync(gateway, third)).ExpectError(401, "invalid_api_key");
        (await ChangeAsync(gateway, boss, "studio", """{"enabled":true}""")).Expect(200);
        (await ChatAsync(gateway, third)).Expect(200);
        (await ChangeAsync(gateway, boss, "studio", """{"expires":"2020-01-01T00:00:00Z"}""")).Expect(200);
        (await ChatAsync(gateway, third)).ExpectError(401, "invalid_api_key");
        (await ChangeAsync(gateway, boss, "studio", """{"expires":null}""")).Expect(200);
        (await ChatAsync(gateway, third)).Expect(200);
        Assert.Equal("revoked", (await AskAsync(gateway, HttpMethod.Delete, "/admin/keys/studio", boss)).Expect(200).GetProperty("status").GetString());
        (await ChatAsync(gateway, third)).ExpectError(401, "invalid_api_key");
        (await ChangeAsync(gateway, boss, "studio", """{"enabled":true}""")).ExpectError(400, "invalid_value", "name");
        (await CreateAsync(gateway, boss, """{"name":"studio"}""")).ExpectError(400, "invalid_value", "name");
        (await AskAsync(gateway, HttpMethod.Get, "/admin/keys/nobody", boss)).ExpectError(404, "not_found");
        (await CreateAsync(gateway, boss, "{")).ExpectError(400, "invalid_json");
    }

    [Fact]
    public async Task Limits_of_a_made_key_hold()
    {
        var gateway = await StartAsync(Kept());
        var boss = TextOf(await CreateAsync(gateway, null, """{"name":"boss"}"""));
        var slow = TextOf(await CreateAsync(gateway, boss, """{"name":"slow","limits":{"requests_per_minute":1}}"""));
        (await ChatAsync(gateway, slow)).Expect(200);
        (await ChatAsync(gateway, slow)).ExpectError(429, "rate_limit_exceeded");
        (await ChangeAsync(gateway, boss, "slow", """{"limits":null}""")).Expect(200);
        (await ChatAsync(gateway, slow)).Expect(200);
    }

    [Fact]
    public async Task Keys_outlive_the_program_and_nothing_that_is_kept_or_said_has_their_text()
    {
        var options = Kept() with { Environment = new Dictionary<string, string> { ["GEN_GATEWAY_API_KEY"] = "gg-canary-from-the-environment" } };
        var gateway = await StartAsync(options);
        var boss = TextOf(await CreateAsync(gateway, "gg-canary-from-the-environment", """{"name":"boss"}"""));
        var studio = TextOf(await CreateAsync(gateway, boss, """{"name":"studio","scopes":["generate"]}"""));
        (await ChatAsync(gateway, studio)).Expect(200);
        var list = (await AskAsync(gateway, HttpMethod.Get, "/admin/keys", boss)).Expect(200);
        Assert.Equal(["env", "api", "api"], list.GetProperty("data").EnumerateArray().Select(static key => key.GetProperty("origin").GetString()));
        Assert.All(list.GetProperty("data").EnumerateArray(), static key => Assert.Equal(8, key.GetProperty("hash_prefix").GetString()!.Length));
        Assert.DoesNotMatch("[0-9a-f]{40}", list.GetRawText());
        await gateway.TerminateAsync(Token);
        Assert.Equal(0, await gateway.ExitCodeAsync(Token));

        var again = await StartAsync(Kept());
        (await ChatAsync(again, studio)).Expect(200);
        (await AskAsync(again, HttpMethod.Get, "/v1/models", null)).ExpectError(401, "invalid_api_key");
        var said = gateway.Log.Text + again.Log.Text + list.GetRawText();
        Assert.All(new[] { boss, studio }, key => Assert.DoesNotContain(key, said, StringComparison.Ordinal));
        var grep = await ChildProgram.RunAsync("grep", ["-rlaE", $"{boss[3..]}|{studio[3..]}", place.FullName], place.FullName, Token);
        Assert.Equal((1, ""), (grep.ExitCode, grep.Text.Trim()));
    }

    [Fact]
    public async Task Commands_change_keys_of_a_gateway_that_is_stopped_and_of_one_that_runs()
    {
        var made = await CommandAsync("create", "boss");
        Assert.Equal(0, made.ExitCode);
        var boss = made.Output.Trim();

        // Beyond this machine: the key in the database is one.
        var gateway = await StartAsync(Kept() with { Arguments = ["--port", "0", "--host", "0.0.0.0"] });
        (await AskAsync(gateway, HttpMethod.Get, "/admin/keys", boss)).Expect(200);
        var studio = (await CommandAsync("create", "studio", "--scopes", "generate", "--json")).Output;
        var text = JsonDocument.Parse(studio).RootElement.GetProperty("key").GetString()!;
        await BecomesAsync(gateway, text, 200);
        var rotated = (await CommandAsync("rotate", "studio")).Output.Trim();
        await BecomesAsync(gateway, text, 401);
        (await ChatAsync(gateway, rotated)).Expect(200);
        Assert.Equal(0, (await CommandAsync("expire", "studio")).ExitCode);
        await BecomesAsync(gateway, rotated, 401);
        Assert.Equal(0, (await CommandAsync("expire", "studio", "--at", "never")).ExitCode);
        await BecomesAsync(gateway, rotated, 200);
        Assert.Equal(0, (await CommandAsync("revoke", "studio")).ExitCode);
        await BecomesAsync(gateway, rotated, 401);
        Assert.Equal(1, (await CommandAsync("revoke", "studio")).ExitCode);

        // The last one: nobody gets in, instead of everybody.
        Assert.Equal(0, (await CommandAsync("revoke", "boss")).ExitCode);
        await BecomesAsync(gateway, boss, 401);
        (await ChatAsync(gateway, null)).ExpectError(401, "invalid_api_key");
    }

    [Fact]
    public async Task A_first_start_makes_a_key_where_a_file_for_it_is_named()
    {
        // It says the key where its log is not, which counts as an error elsewhere.
        var options = (Kept() with { Arguments = ["--port", "0", "--host", "0.0.0.0"], ExpectsErrors = true }).WithEnvironment("GENGATEWAY_INITIAL_KEY_FILE", Path.Combine(place.FullName, "initial-key")).WithEnvironment("GEN_GATEWAY_API_KEY", "your-api-key");
        var gateway = await StartAsync(options);
        var key = (await File.ReadAllTextAsync(Path.Combine(place.FullName, "initial-key"), Token)).Trim();
        (await AskAsync(gateway, HttpMethod.Get, "/admin/keys", key)).Expect(200);
        (await AskAsync(gateway, HttpMethod.Get, "/v1/models", "your-api-key")).ExpectError(401, "invalid_api_key");
        (await AskAsync(gateway, HttpMethod.Get, "/v1/models", null)).ExpectError(401, "invalid_api_key");
        Assert.Contains(gateway.Log.Errors, line => line.Contains(key, StringComparison.Ordinal));
    }

    private static string TextOf(WireAnswer made)
    {
        Assert.True(made.Status is 200 or 201, made.Text);
        return made.Json.GetProperty("key").GetString()!;
    }

    private GatewayOptions Kept() => new GatewayOptions().WithConfiguration($"database: {{ connection_string: \"sqlite:{Database}\" }}\n");

    private Task<ProgramResult> CommandAsync(params string[] arguments) =>
        ChildProgram.RunAsync(Repository.Program, ["keys", .. arguments, "--set", $"database.connection_string=sqlite:{Database}"], place.FullName, Token);

    private Task<WireAnswer> BecomesAsync(GatewayProcess gateway, string key, int status) =>
        Eventually.ReachesAsync(() => ChatAsync(gateway, key), answer => answer.Status == status, Bound, $"status {status}", Token);

    private Task<WireAnswer> CreateAsync(GatewayProcess gateway, string? key, string body) => AskAsync(gateway, HttpMethod.Post, "/admin/keys", key, body);

    private Task<WireAnswer> ChangeAsync(GatewayProcess gateway, string key, string name, string body) => AskAsync(gateway, HttpMethod.Patch, $"/admin/keys/{name}", key, body);

    private Task<WireAnswer> ChatAsync(GatewayProcess gateway, string? key) =>
        AskAsync(gateway, HttpMethod.Post, Chat, key, Bodies.Chat("Hello").With("max_tokens", 1).ToJsonString());

    private Task<WireAnswer> AskAsync(GatewayProcess gateway, HttpMethod method, string path, string? key, string? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        return gateway.Client.SendAsync(request, Token);
    }
}
