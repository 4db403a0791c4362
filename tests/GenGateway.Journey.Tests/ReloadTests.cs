using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary><c>POST /admin/reload</c>: what came of reading the configuration again.</summary>
public sealed class ReloadTests : JourneyTest
{
    [Fact]
    public async Task A_change_is_told_and_in_effect_and_nothing_new_is_told_as_nothing()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("queue: { max_size: 5 }\n"));
        var same = (await gateway.Client.PostAsync("/admin/reload", "", Token)).Expect(200);
        Assert.False(same.GetProperty("changed").GetBoolean());

        await WriteAsync(gateway, "routing: { aliases: { mine: tiny-chat } }\ndatabase: { connection_string: \"sqlite::memory:\" }\nbackends:\n  text:\n  - { name: far, protocol: openai, endpoints: [\"http://127.0.0.1:9/v1\"], models: [m] }\n");
        var changed = (await gateway.Client.PostAsync("/admin/reload", "{}", Token)).Expect(200);
        if (changed.GetProperty("changed").GetBoolean())
        {
            // Else the program's own look at its files came first.
            Assert.Contains("routing", changed.GetProperty("sections").EnumerateArray().Select(section => section.GetString()));
            Assert.Equal(["far"], changed.GetProperty("backends").GetProperty("added").EnumerateArray().Select(name => name.GetString()));
        }

        Assert.Equal(["database"], changed.GetProperty("needs_restart").EnumerateArray().Select(setting => setting.GetString()));
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", "mine").With("max_tokens", 1), Token)).Expect(200);
    }

    [Fact]
    public async Task A_wrong_configuration_changes_nothing_and_every_error_is_told()
    {
        var gateway = await StartAsync(new GatewayOptions { ExpectsErrors = true }.WithConfiguration("routing: { aliases: { mine: tiny-chat } }\n"));
        await WriteAsync(gateway, "queue: { timeout_secs: -1, max_siz: 5 }\n");
        var message = (await gateway.Client.PostAsync("/admin/reload", "", Token)).ExpectError(400, "invalid_value").GetProperty("message").GetString();
        Assert.Contains("queue.timeout_secs", message, StringComparison.Ordinal);
        Assert.Contains("queue.max_siz", message, StringComparison.Ordinal);
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", "mine").With("max_tokens", 1), Token)).Expect(200);
    }

    [Fact]
    public async Task It_needs_an_administrators_key_and_lies_where_the_configuration_puts_it()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration(
            """
            api: { endpoints: { admin: { path: /manage } } }
            auth:
              api_keys:
              - { name: reader, key: gg-canary-reader-70aa, scopes: [read, generate] }
              - gg-canary-all-80bb
            """));
        (await AskAsync(gateway, "/manage/reload", "gg-canary-reader-70aa")).ExpectError(403, "insufficient_scope");
        (await AskAsync(gateway, "/manage/reload", "gg-canary-all-80bb")).Expect(200);
        (await AskAsync(gateway, "/admin/reload", "gg-canary-all-80bb")).ExpectError(404, "not_found");
    }

    private Task WriteAsync(GatewayProcess gateway, string yaml) => File.WriteAllTextAsync(Path.Combine(gateway.WorkingDirectory, "config", "gateway.yaml"), yaml, Token);

    private Task<WireAnswer> AskAsync(GatewayProcess gateway, string path, string key)
    {
        var request = GatewayClient.Post(path, "");
        request.Headers.Authorization = new("Bearer", key);
        return gateway.Client.SendAsync(request, Token);
    }
}
