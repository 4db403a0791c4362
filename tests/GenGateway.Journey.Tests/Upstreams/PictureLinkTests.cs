using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Ollama;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A picture by its address, before a backend that takes only pictures themselves.</summary>
public sealed class PictureLinkTests : UpstreamTest
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

    [Fact]
    public async Task It_is_fetched_where_the_operator_allows_that_and_goes_as_base64()
    {
        var (fake, pictures) = (Seeing(), Pictures());
        var gateway = await StartAsync(At(fake), "translation: { fetch_private: true }\n");
        (await gateway.Client.PostAsync("/v1/chat/completions", Asking($"{pictures.Url}a.png?token=canary"), Token)).Expect(200);
        Assert.Equal(Png, Assert.Single(fake.LastGeneration.Json["messages"]![0]!["images"]!.AsArray())!.GetValue<string>());
        Assert.Single(pictures.Traffic.Requests);
        Assert.DoesNotContain(gateway.Log.Output, static line => line.Contains("token=canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task As_shipped_no_client_sends_the_gateway_into_its_own_network()
    {
        var (fake, pictures) = (Seeing(), Pictures());
        var gateway = await StartAsync(At(fake));
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Asking($"{pictures.Url}a.png"), Token);
        answer.ExpectError(400, "invalid_value");
        Assert.Contains("leads to an address that is not public", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, pictures.Traffic.Connections);
        Assert.Empty(fake.Generations);
        // Nor does it count against the backend.
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("hello").With("model", "seeing"), Token)).Expect(200);
    }

    [Fact]
    public async Task Where_fetching_is_off_the_backend_refuses_addresses()
    {
        var (fake, pictures) = (Seeing(), Pictures());
        var gateway = await StartAsync(At(fake), "translation: { fetch_images: false, fetch_private: true }\n");
        (await gateway.Client.PostAsync("/v1/chat/completions", Asking($"{pictures.Url}a.png"), Token)).ExpectError(400, "invalid_value");
        Assert.Equal(0, pictures.Traffic.Connections);
    }

    private static Backends At(FakeOllama fake) => new Backends().Add("one", "ollama", fake.Endpoint, "seeing", "tiny-text");

    private static JsonObject Asking(string address) => new()
    {
        ["model"] = "seeing",
        ["messages"] = new JsonArray(new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(
                new JsonObject { ["type"] = "text", ["text"] = "what is it?" },
                new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = address } }),
        }),
    };

    private FakeOllama Seeing()
    {
        var fake = Ollama();
        fake.Models = [new OllamaModel("tiny-text", "completion", "vision")];
        return fake;
    }

    private WireServer Pictures() => Keep(new WireServer(static exchange => exchange.SendAsync(WireReply.Of(200, Convert.FromBase64String(Png), "image/png"))));
}
