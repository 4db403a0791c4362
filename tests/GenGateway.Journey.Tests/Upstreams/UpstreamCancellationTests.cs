using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A client that leaves: its backend sees that too, and nobody else does.</summary>
public sealed class UpstreamCancellationTests(UpstreamGateway upstream) : UpstreamTest, IClassFixture<UpstreamGateway>
{
    [Theory]
    [InlineData("openai")]
    [InlineData("llama-server")]
    [InlineData("vllm")]
    public async Task The_backend_sees_that_the_client_of_a_stream_left(string kind)
    {
        var fake = upstream.Fakes[kind];
        var before = fake.Traffic.Disconnects;
        fake.Behaviors.Next(Behavior.Holding(HoldPlace.BehindPieces, 2));
        await using (var stream = await upstream.Client.StreamAsync("/v1/chat/completions", Question(kind), Token))
        {
            Assert.Equal("Hello world", await stream.NextTextAsync(Token) + await stream.NextTextAsync(Token));
            Assert.Equal(before, fake.Traffic.Disconnects);
        }

        await fake.Traffic.UntilAsync(traffic => traffic.Running == 0 && traffic.Disconnects == before + 1, "the backend saw the close", Token);
    }

    [Theory]
    [InlineData(HoldPlace.BeforeHead, false)]
    [InlineData(HoldPlace.BehindPieces, false)]
    [InlineData(HoldPlace.BeforeHead, true)]
    [InlineData(HoldPlace.BehindHead, true)]
    public async Task The_backend_sees_that_the_client_did_not_wait(HoldPlace place, bool stream)
    {
        var before = upstream.OpenAi.Traffic.Disconnects;
        await LeaveAsync(upstream.OpenAi.Behaviors, place, Question("openai").With("stream", stream));
        await upstream.OpenAi.Traffic.UntilAsync(traffic => traffic.Running == 0 && traffic.Disconnects == before + 1, "the backend saw the close", Token);
    }

    [Fact]
    public async Task Ollama_sees_that_the_client_of_a_stream_left()
    {
        var before = upstream.Ollama.Traffic.Disconnects;
        upstream.Ollama.Behaviors.Next(Behavior.Holding(HoldPlace.BehindPieces, 2));
        await using (var stream = await upstream.Client.StreamAsync("/v1/chat/completions", Question("ollama"), Token))
            Assert.Equal("Hello world", await stream.NextTextAsync(Token) + await stream.NextTextAsync(Token));
        await upstream.Ollama.Traffic.UntilAsync(traffic => traffic.Running == 0 && traffic.Disconnects == before + 1, "Ollama saw the close", Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ollama_sees_that_the_client_did_not_wait(bool stream)
    {
        var before = upstream.Ollama.Traffic.Disconnects;
        await LeaveAsync(upstream.Ollama.Behaviors, HoldPlace.BeforeHead, Question("ollama").With("stream", stream));
        await upstream.Ollama.Traffic.UntilAsync(traffic => traffic.Running == 0 && traffic.Disconnects == before + 1, "Ollama saw the close", Token);
    }

    [Fact]
    public async Task A_neighbour_is_not_disturbed()
    {
        var neighbours = new Hold(HoldPlace.BehindPieces) { Pieces = 1 };
        upstream.OpenAi.Behaviors.Next(new Behavior { Hold = neighbours }, Behavior.Holding(HoldPlace.BehindPieces, 1));
        await using var neighbour = await upstream.Client.StreamAsync("/v1/chat/completions", Question("openai"), Token);
        Assert.Equal("Hello", await neighbour.NextTextAsync(Token));
        var before = upstream.OpenAi.Traffic.Disconnects;
        await using (var leaver = await upstream.Client.StreamAsync("/v1/chat/completions", Question("openai"), Token))
            await leaver.NextTextAsync(Token);
        await upstream.OpenAi.Traffic.UntilAsync(traffic => traffic.Disconnects == before + 1, "the backend saw the close", Token);

        neighbours.Point.Release();
        var rest = await StreamOutcome.ReadAsync(neighbour, Token);
        Assert.True(rest.Done);
        Assert.Equal(FakeReply.Usual.Text["Hello".Length..], rest.Text);
    }

    [Fact]
    public async Task Clients_that_leave_are_not_failures_of_the_backend()
    {
        for (var i = 0; i < 8; i++)
            await LeaveAsync(upstream.OpenAi.Behaviors, HoldPlace.BeforeHead, Question("openai"));
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token)).Expect(200);
    }

    private async Task LeaveAsync(BehaviorBook behaviors, HoldPlace place, System.Text.Json.Nodes.JsonObject body)
    {
        var hold = new Hold(place);
        behaviors.Next(new Behavior { Hold = hold });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answer = upstream.Client.PostAsync("/v1/chat/completions", body, patience.Token);
        if (await Task.WhenAny(answer, hold.Point.ReachedAsync(Token)) == answer)
            Assert.Fail($"The backend was not asked: {(await answer).Text}");
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }
}
