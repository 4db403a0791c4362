using System.Globalization;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Requests for vectors that come together share a call (<c>queue.batching</c>). The wait is longer than any test: only a full batch leaves.</summary>
public sealed class EmbeddingBatchTests : UpstreamTest
{
    private const string Route = "/v1/embeddings";
    private const string Full = "queue: { batching: { max_batch_size: 8, max_wait_ms: 60000 } }\n";

    [Fact]
    public async Task Eight_like_requests_are_one_call_and_each_gets_its_own_vector()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(fake, Full);
        await ExpectOwnAsync(gateway, 8);

        var call = Assert.Single(EmbeddingTests.Calls(fake));
        Assert.Equal(8, call.Json["input"]!.AsArray().Count);
        var metrics = (await gateway.Client.GetAsync("/metrics", Token)).Text;
        Assert.Contains("gengateway_batches_total 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("gengateway_batched_requests_total 8\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_batch_holds_are_two_calls()
    {
        var fake = OpenAi();
        await ExpectOwnAsync(await StartAsync(fake, Full), 16);
        Assert.Equal(2, EmbeddingTests.Calls(fake).Count);
    }

    [Fact]
    public async Task With_batching_switched_off_each_is_a_call_of_its_own()
    {
        var fake = OpenAi();
        await ExpectOwnAsync(await StartAsync(fake, "queue: { batching: { enabled: false } }\n"), 8);
        Assert.Equal(8, EmbeddingTests.Calls(fake).Count);
    }

    [Fact]
    public async Task One_input_that_the_backend_refuses_takes_no_neighbour_down()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(fake, Full);
        // Nothing at all is what this server refuses.
        var refused = gateway.Client.PostAsync(Route, EmbeddingTests.Asking(""), Token);
        await ExpectOwnAsync(gateway, 7);

        Assert.Equal(400, (await refused).Status);
        Assert.Equal(9, EmbeddingTests.Calls(fake).Count);
    }

    [Fact]
    public async Task A_failure_of_the_call_is_each_ones()
    {
        var fake = OpenAi();
        fake.Side.Standing = Behavior.Replying(WireReply.Of(500, "{}", "application/json"));
        var gateway = await StartAsync(fake, Full);
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 8).Select(number => AskAsync(gateway, number))))
            answer.ExpectError(502, "backend_error");
        Assert.Single(EmbeddingTests.Calls(fake));
    }

    [Fact]
    public async Task What_only_its_own_body_carries_goes_alone()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(fake, Full);
        (await gateway.Client.PostAsync(Route, EmbeddingTests.Asking("alone").With("input_type", "query"), Token)).Expect(200);
        Assert.Equal("query", EmbeddingTests.Calls(fake)[0].Json["input_type"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_tokens_of_the_whole_call_are_divided_and_the_record_says_that()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(fake, Full);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => AskAsync(gateway, number)));

        Assert.Equal(8 * "text 0".Length, answers.Sum(static answer => answer.Expect(200).GetProperty("usage").GetProperty("prompt_tokens").GetInt32()));
        var rows = await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions"),
            static rows => rows.GetArrayLength() == 8,
            TimeSpan.FromSeconds(30),
            "the transactions are stored",
            Token);
        Assert.All(rows.EnumerateArray(), static row => Assert.Equal("estimated", row.GetProperty("usage").GetProperty("source").GetString()));
    }

    [Fact]
    public async Task A_client_that_leaves_takes_nobody_along()
    {
        var fake = OpenAi();
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Side.Next(new Behavior { Hold = hold });
        var gateway = await StartAsync(fake, Full);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var leaving = gateway.Client.PostAsync(Route, EmbeddingTests.Asking("leaves"), left.Token);
        var staying = Enumerable.Range(0, 7).Select(number => AskAsync(gateway, number)).ToArray();
        await hold.Point.ReachedAsync(Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        hold.Point.Release();

        foreach (var answer in await Task.WhenAll(staying))
            answer.Expect(200);
        Assert.Single(EmbeddingTests.Calls(fake));
    }

    private static string TextOf(int number) => string.Create(CultureInfo.InvariantCulture, $"text {number % 10}");

    private Task<WireAnswer> AskAsync(GatewayProcess gateway, int number) => gateway.Client.PostAsync(Route, EmbeddingTests.Asking(TextOf(number)), Token);

    private async Task ExpectOwnAsync(GatewayProcess gateway, int count)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(number => AskAsync(gateway, number)));
        for (var number = 0; number < count; number++)
            Assert.Equal([EmbeddingTests.VectorOf(TextOf(number))], EmbeddingTests.Vectors(answers[number].Expect(200)));
    }

    private Task<GatewayProcess> StartAsync(FakeOpenAi fake, string batching) =>
        StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served), UpstreamSettings.Once + batching);
}
