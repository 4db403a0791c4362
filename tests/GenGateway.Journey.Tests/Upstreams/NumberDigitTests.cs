using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Anthropic;
using GenGateway.TestKit.Tgi;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A number reaches a backend of another protocol in the digits in which the client wrote it.</summary>
public sealed class NumberDigitTests : UpstreamTest
{
    private const string Chat = "/v1/chat/completions";

    [Fact]
    public async Task From_anthropics_clients_to_an_openai_backend()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("b", "openai", fake.Endpoint, Model, Served));

        (await gateway.Client.PostAsync("/v1/messages", Bodies.Chat("hello").With("model", Model).With("max_tokens", 9).With("temperature", 0.123456789).With("top_p", 0.3), Token)).Expect(200);

        Holds(fake.Traffic, "\"temperature\":0.123456789", "\"top_p\":0.3");
    }

    [Fact]
    public async Task From_openais_clients_to_an_ollama_backend()
    {
        var fake = Ollama();
        var gateway = await StartAsync(new Backends().Add("b", "ollama", fake.Endpoint, Model, fake.Models[0].Name));

        (await gateway.Client.PostAsync(Chat, Question().With("temperature", 0.123456789).With("min_p", 0.051).With("repetition_penalty", 1.1), Token)).Expect(200);

        Holds(fake.Traffic, "\"temperature\":0.123456789", "\"min_p\":0.051", "\"repeat_penalty\":1.1");
    }

    [Fact]
    public async Task From_openais_clients_to_an_anthropic_backend()
    {
        var fake = Keep(new FakeAnthropic());
        var gateway = await StartAsync(new Backends().Add("b", "anthropic", $"{fake.Endpoint}/v1", Model, fake.Models[0], "auth: { type: header, header_name: x-api-key, token: sk-any }"));

        (await gateway.Client.PostAsync(Chat, Question().With("temperature", 0.123456789), Token)).Expect(200);

        Holds(fake.Traffic, "\"temperature\":0.123456789");
    }

    [Fact]
    public async Task From_openais_clients_to_a_tgi_backend()
    {
        var fake = Keep(new FakeTgi());
        var gateway = await StartAsync(new Backends().Add("b", "tgi", fake.Endpoint, Model));

        (await gateway.Client.PostAsync("/v1/completions", Bodies.Completion("hello").With("model", Model).With("temperature", 0.7).With("frequency_penalty", 0.123456789), Token)).Expect(200);

        Holds(fake.Traffic, "\"temperature\":0.7,", "\"frequency_penalty\":0.123456789");
    }

    private static void Holds(Traffic traffic, params ReadOnlySpan<string> digits)
    {
        var asked = Assert.Single(traffic.Requests, static request => request.Method == "POST");
        foreach (var expected in digits)
            Assert.Contains(expected, asked.Text, StringComparison.Ordinal);
    }
}
