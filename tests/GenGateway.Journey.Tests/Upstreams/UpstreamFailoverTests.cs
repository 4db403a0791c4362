using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Two backends have the model. Before the first content the other one may be asked; afterwards nobody is.</summary>
public sealed class UpstreamFailoverTests : UpstreamTest
{
    [Theory]
    [InlineData("refused", false)]
    [InlineData("refused", true)]
    [InlineData("500", false)]
    [InlineData("500", true)]
    [InlineData("429", false)]
    [InlineData("401", false)]
    [InlineData("html", true)]
    [InlineData("error in 200", false)]
    [InlineData("empty", true)]
    [InlineData("half a body", false)]
    [InlineData("role chunk only", true)]
    [InlineData("reset", false)]
    public async Task Another_backend_answers_where_one_fails(string failure, bool stream)
    {
        var (bad, good) = (OpenAi(), OpenAi());
        bad.Behaviors.Standing = Failing(failure);
        if (failure == "refused")
            await bad.RefuseAsync();
        var gateway = await StartAsync(Two(bad, good), UpstreamSettings.Patient);

        // Whichever is asked first: with four requests both were.
        for (var i = 0; i < 4; i++)
        {
            var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", stream), Token);
            Assert.True(answer.Status == 200, answer.Text);
            Assert.Equal("good", answer.Header("x-gengateway-backend"));
            Assert.Contains(stream ? "[DONE]" : "日本", answer.Text, StringComparison.Ordinal);
            Assert.Contains($"\"model\":\"{Model}\"", answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(4, good.Generations.Count);
        if (failure != "refused")
            Assert.NotEmpty(bad.Generations);
    }

    [Fact]
    public async Task Attempts_are_counted()
    {
        var (bad, good) = (OpenAi(), OpenAi());
        bad.Behaviors.Standing = Failing("500");
        var gateway = await StartAsync(Two(bad, good), UpstreamSettings.Patient);
        var attempts = new List<string?>();
        for (var i = 0; i < 4; i++)
            attempts.Add((await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Header("x-gengateway-attempts"));
        Assert.Equal(4 + bad.Generations.Count, attempts.Sum(count => int.Parse(count!, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains("2", attempts);
    }

    [Fact]
    public async Task After_the_first_content_nobody_else_is_asked()
    {
        var (bad, other) = (OpenAi(), OpenAi());
        bad.Behaviors.Standing = Behavior.EndingAfter(2, StreamEnding.Cut);
        other.Behaviors.Standing = Behavior.EndingAfter(2, StreamEnding.Cut);
        var gateway = await StartAsync(Two(bad, other), UpstreamSettings.Patient);
        (await StreamAsync(gateway.Client, Question())).ExpectBroken("Hello world");
        Assert.Equal(1, bad.Generations.Count + other.Generations.Count);
    }

    [Theory]
    [InlineData("400")]
    [InlineData("llama: half a JSON text")]
    [InlineData("llama: no pictures")]
    [InlineData("llama: too long")]
    public async Task A_clients_own_error_is_not_shopped_around(string error)
    {
        var (one, two) = (OpenAi(OpenAiProfile.LlamaServer), OpenAi(OpenAiProfile.LlamaServer));
        var behavior = Behavior.Replying(error switch
        {
            "400" => Replies.Failure(400, "temperature is wrong", "invalid_request_error"),
            "llama: half a JSON text" => Replies.LlamaBadJson,
            "llama: no pictures" => Replies.LlamaNoImages,
            _ => Replies.LlamaContextOverflow,
        });
        (one.Behaviors.Standing, two.Behaviors.Standing) = (behavior, behavior);
        var gateway = await StartAsync(Two(one, two), UpstreamSettings.Patient);
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        Assert.InRange(answer.Status, 400, 501);
        Assert.NotEqual(200, answer.Status);
        Assert.Equal(1, one.Generations.Count + two.Generations.Count);
    }

    [Fact]
    public async Task A_backend_of_another_protocol_takes_over()
    {
        var (bad, good) = (OpenAi(), Ollama());
        bad.Behaviors.Standing = Failing("500");
        var gateway = await StartAsync(
            new Backends().Add("bad", "openai", bad.Endpoint, Model, Served).Add("good", "ollama", good.Endpoint, Model, "tiny-text"),
            UpstreamSettings.Patient);
        for (var i = 0; i < 3; i++)
            (await StreamAsync(gateway.Client, Question())).ExpectWhole(FakeReply.Usual.Text);
        Assert.Equal("tiny-text", good.LastGeneration.Json["model"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_one_that_is_named_is_asked_and_no_other()
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(new Backends().Add("one", "openai", one.Endpoint, Model, Served).Add("two", "openai", two.Endpoint, Model, Served), UpstreamSettings.Patient);
        for (var i = 0; i < 3; i++)
            (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("backend", "two"), Token)).Expect(200);
        using var request = GatewayClient.Post("/v1/chat/completions", Question().ToJsonString());
        request.Headers.TryAddWithoutValidation("x-gengateway-backend", "two");
        (await gateway.Client.SendAsync(request, Token)).Expect(200);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question("two/" + Model), Token)).Expect(200);
        Assert.Empty(one.Generations);
        Assert.Equal(5, two.Generations.Count);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("backend", "nobody"), Token)).ExpectError(404, "backend_not_found");
    }

    private static Backends Two(FakeOpenAi bad, FakeOpenAi good) =>
        new Backends().Add("bad", "openai", bad.Endpoint, Model, Served).Add("good", "openai", good.Endpoint, Model, Served);

    private static Behavior Failing(string how) => how switch
    {
        "500" => Behavior.Replying(Replies.Failure(500, "no")),
        "429" => Behavior.Replying(Replies.RateLimited(60)),
        "401" => Replies.EchoingKey(401),
        "html" => Behavior.Replying(Replies.Html),
        "error in 200" => Behavior.Replying(Replies.ErrorInOk),
        "empty" => Behavior.Replying(Replies.Empty),
        "half a body" => new Behavior { BodyCut = BodyCut.HalfOfLength },
        "role chunk only" => Behavior.EndingAfter(0, StreamEnding.Clean),
        "reset" => new Behavior { Drops = true },
        _ => Behavior.Usual,
    };
}
