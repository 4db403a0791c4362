using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>What a record keeps of a text, and what an answer costs, is what the configuration says.</summary>
public sealed class RecordSettingTests : UpstreamTest
{
    private const string Canary = "canary-in-a-prompt";

    [Theory]
    [InlineData("full")]
    [InlineData("hash")]
    [InlineData("none")]
    public async Task Texts_are_kept_whole_or_as_a_hash_or_not_at_all(string setting)
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served), UpstreamSettings.Once + $"records: {{ text: {setting} }}\n");
        (await StreamAsync(gateway.Client, Bodies.Chat(Canary).With("model", Model))).ExpectWhole(FakeReply.Usual.Text);
        var record = await OnlyAsync(gateway);
        var (prompt, response) = (record.GetProperty("prompt").GetString()!, record.GetProperty("response").GetString());
        switch (setting)
        {
            case "full":
                Assert.Contains(Canary, prompt, StringComparison.Ordinal);
                Assert.Equal(FakeReply.Usual.Text, response);
                return;
            case "hash":
                Assert.Matches("^sha256:[0-9a-f]{64}$", prompt);
                Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FakeReply.Usual.Text))), response);
                break;
            default:
                Assert.Equal(("", ""), (prompt, response));
                break;
        }

        // Nor in the journal, nor anywhere else below the working directory.
        await gateway.TerminateAsync(Token);
        Assert.Equal(0, await gateway.ExitCodeAsync(Token));
        var files = Directory.GetFiles(Path.Combine(gateway.WorkingDirectory, "data"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, Token));
            Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
            Assert.DoesNotContain(FakeReply.Usual.Text, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_costs_what_its_model_is_priced()
    {
        var fake = OpenAi();
        var usage = new JsonObject { ["prompt_tokens"] = 1000, ["completion_tokens"] = 200, ["total_tokens"] = 1200, ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 400 } };
        var choice = new JsonObject { ["index"] = 0, ["message"] = Bodies.Message("assistant", "priced"), ["finish_reason"] = "stop" };
        fake.Behaviors.Standing = Behavior.Replying(WireReply.Of(200, new JsonObject { ["id"] = "x", ["object"] = "chat.completion", ["created"] = 1, ["model"] = Served, ["choices"] = new JsonArray(choice), ["usage"] = usage }));
        var gateway = await StartAsync(
            new Backends().Add("one", "openai", fake.Endpoint, Model, Served).Add("two", "openai", fake.Endpoint, "unpriced", "unpriced-upstream"),
            UpstreamSettings.Once + $"prices: {{ {Model}: {{ input_per_million: 10, cached_input_per_million: 1, output_per_million: 100 }} }}\n");

        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        var record = await OnlyAsync(gateway);
        // 600 fresh tokens at 10, 400 cached at 1, 200 of the answer at 100 dollars a million.
        Assert.Equal(0.0264, record.GetProperty("cost_usd").GetDouble(), 9);

        (await gateway.Client.PostAsync("/v1/chat/completions", Question("unpriced"), Token)).Expect(200);
        Assert.Equal(JsonValueKind.Null, (await NewestAsync(gateway)).GetProperty("cost_usd").ValueKind);
    }

    private async Task<JsonElement> OnlyAsync(GatewayProcess gateway)
    {
        var page = (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions");
        return Assert.Single(page.EnumerateArray());
    }

    private async Task<JsonElement> NewestAsync(GatewayProcess gateway) =>
        (await gateway.Client.GetAsync("/transactions?limit=1", Token)).Expect(200).GetProperty("transactions")[0];
}
