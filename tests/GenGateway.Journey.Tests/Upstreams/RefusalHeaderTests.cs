using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A failure says who failed and how many were asked, in its head and in the log.</summary>
public sealed class RefusalHeaderTests : UpstreamTest
{
    [Theory]
    [InlineData("400", 400)]
    [InlineData("429", 429)]
    [InlineData("500", 502)]
    public async Task A_backends_failure_carries_its_name(string failure, int status)
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.Replying(failure switch
        {
            "400" => Replies.Failure(400, "temperature is wrong", "invalid_request_error"),
            "429" => Replies.Failure(429, "Rate limit reached", "requests", "rate_limit_exceeded"),
            _ => Replies.Failure(500, "no"),
        });
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served));
        foreach (var stream in (bool[])[false, true])
            await ExpectAsync(gateway, await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", stream), Token), status, "one", "1");
        await ExpectAsync(gateway, await gateway.Client.PostAsync("/api/v1/inference", new JsonObject { ["text"] = "hello", ["model"] = Model }, Token), status, "one", "1");
    }

    [Fact]
    public async Task A_passed_deadline_carries_the_backend_that_was_waited_for()
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.Silent();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served), UpstreamSettings.Hasty);
        foreach (var stream in (bool[])[false, true])
            await ExpectAsync(gateway, await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", stream), Token), 504, "one", "1");
    }

    [Fact]
    public async Task Where_all_failed_the_last_one_is_named_and_all_are_counted()
    {
        var (one, two) = (OpenAi(), OpenAi());
        (one.Behaviors.Standing, two.Behaviors.Standing) = (Behavior.Replying(Replies.Failure(500, "no")), Behavior.Replying(Replies.Failure(500, "no")));
        var gateway = await StartAsync(
            new Backends().Add("one", "openai", one.Endpoint, Model, Served).Add("two", "openai", two.Endpoint, Model, Served),
            UpstreamSettings.Patient);
        var last = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
            last.Add(answer.Header("x-gengateway-backend"));
            await ExpectAsync(gateway, answer, 502, last[^1]!, "2");
        }

        // They take turns, and so does who is last.
        Assert.Equal(["one", "two"], last.Order());
    }

    [Fact]
    public async Task A_full_queue_names_its_backend_and_no_attempt()
    {
        var fake = OpenAi();
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served, "max_connections: 1"), "engine: { enabled: false }\nqueue: { enabled: false }\n");
        var first = gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        await hold.Point.ReachedAsync(Token);

        var refused = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        refused.ExpectError(429, "queue_full");
        Assert.NotNull(refused.Header("Retry-After"));
        await ExpectAsync(gateway, refused, 429, "one", "0");
        hold.Point.Release();
        (await first).Expect(200);
        Assert.Single(fake.Generations);
    }

    private async Task ExpectAsync(GatewayProcess gateway, WireAnswer answer, int status, string backend, string attempts)
    {
        Assert.True(answer.Status == status, answer.Text);
        Assert.Equal((backend, attempts), (answer.Header("x-gengateway-backend"), answer.Header("x-gengateway-attempts")));
        var line = await gateway.RequestLineAsync(answer.Header("x-request-id")!, Token);
        Assert.Equal((status, backend), (line.GetProperty("status").GetInt32(), line.GetProperty("backend").GetString()));
    }
}
