using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A backend without listed models: those that it lists itself are there, and nothing that it does not list.</summary>
public sealed class ModelDiscoveryTests : UpstreamTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Kinds => [.. OpenAiProfile.ByName.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Models_are_read_from_every_shape_of_a_list(string kind)
    {
        var fake = OpenAi(OpenAiProfile.ByName[kind]);
        fake.Models = ["org/first-model", "second-model"];
        var gateway = await StartAsync(new Backends().Add("live", "openai", fake.Endpoint, probes: true));
        // Ollama lists every model with its tag.
        var tag = kind == "ollama-v1" ? ":latest" : "";
        await ListsAsync(gateway, models => models.Contains($"org/first-model{tag}") && models.Contains($"second-model{tag}"), "both models");

        (await gateway.Client.PostAsync("/v1/chat/completions", Question($"org/first-model{tag}"), Token)).Expect(200);
        Assert.Equal($"org/first-model{tag}", fake.LastGeneration.Json["model"]!.GetValue<string>());
    }

    [Fact]
    public async Task Ollamas_models_are_read_with_and_without_their_tag()
    {
        var fake = Ollama();
        fake.Models = [new("llama3:8b", "completion"), new("phi", "completion")];
        var gateway = await StartAsync(new Backends().Add("live", "ollama", fake.Endpoint, probes: true));
        await ListsAsync(gateway, models => models.Contains("llama3:8b"), "llama3:8b");
        (await gateway.Client.PostAsync("/v1/chat/completions", Question("llama3:8b"), Token)).Expect(200);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question("phi"), Token)).Expect(200);
    }

    [Fact]
    public async Task A_backend_that_comes_later_is_found()
    {
        var fake = OpenAi();
        await fake.RefuseAsync();
        var gateway = await StartAsync(new Backends().Add("live", "openai", fake.Endpoint, probes: true));
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).ExpectError(404, "model_not_found");
        fake.Accept();
        await ListsAsync(gateway, models => models.Contains(Served), "the model of a backend that came later");
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).Expect(200);
    }

    [Fact]
    public async Task Listed_models_say_who_has_them()
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(new Backends().Add("one", "openai", one.Endpoint, Model, Served).Add("two", "openai", two.Endpoint, Model, Served));
        var model = (await gateway.Client.GetAsync($"/v1/models/{Model}", Token)).Expect(200);
        Assert.Equal(["one", "two"], model.GetProperty("backends").EnumerateArray().Select(name => name.GetString()).Order());
        Assert.Equal("model", model.GetProperty("object").GetString());
        Assert.Contains("chat", model.GetProperty("capabilities").EnumerateArray().Select(capability => capability.GetString()));
    }

    private async Task ListsAsync(GatewayProcess gateway, Func<List<string?>, bool> reached, string what) =>
        await Eventually.ReachesAsync(() => IdsAsync(gateway), reached, Soon, $"/v1/models lists {what}", Token);

    private async Task<List<string?>> IdsAsync(GatewayProcess gateway)
    {
        JsonElement list = (await gateway.Client.GetAsync("/v1/models", Token)).Expect(200);
        return [.. list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString())];
    }
}
