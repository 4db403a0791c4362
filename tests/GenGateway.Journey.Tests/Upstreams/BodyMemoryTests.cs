using GenGateway.Journey.Tests.Anthropic;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>What bodies may take of <c>limits.memory_in_flight</c>: once where they pass as they came, several times where they are translated.</summary>
public sealed class BodyMemoryTests : UpstreamTest
{
    private const string Chat = "/v1/chat/completions";
    private const int Limit = 4 << 20;

    [Fact]
    public async Task A_body_that_is_translated_needs_several_times_the_room_of_one_that_passes()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served), $"{UpstreamSettings.Once}limits: {{ memory_in_flight: {Limit} }}\n");
        var text = new string('x', Limit / 2);

        var refused = await gateway.Client.PostAsync(Messages.Path, Messages.Ask(text).With("model", Model), Token);
        Assert.Contains($"limits.memory_in_flight is {Limit} bytes", refused.ExpectMessagesError(503, "overloaded_error"), StringComparison.Ordinal);
        Assert.NotNull(refused.Header("Retry-After"));
        Assert.Empty(fake.Generations);

        (await gateway.Client.PostAsync(Chat, Bodies.Chat(text).With("model", Model), Token)).Expect(200);
        Assert.Equal(text.Length, fake.LastGeneration.Json["messages"]![0]!["content"]!.GetValue<string>().Length);
        (await gateway.Client.PostAsync(Messages.Path, Messages.Ask(new string('x', Limit / 20)).With("model", Model), Token)).Expect(200);
        await Eventually.ReachesAsync(
            async () => MetricsPage.Parse((await gateway.Client.GetAsync("/metrics", Token)).Text).Sum("gengateway_memory_in_flight_bytes"),
            static held => held == 0,
            TimeSpan.FromSeconds(10),
            "all memory is given back",
            Token);
    }
}
