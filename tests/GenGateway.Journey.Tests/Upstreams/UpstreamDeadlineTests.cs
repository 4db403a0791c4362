using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A backend that is silent is given up after the configured time, and sees it.</summary>
public sealed class UpstreamDeadlineTests(HastyUpstreamGateway upstream) : UpstreamTest, IClassFixture<HastyUpstreamGateway>
{
    public static TheoryData<HoldPlace> Silences => [HoldPlace.BeforeHead, HoldPlace.BehindHead, HoldPlace.BehindPieces];

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task A_stream_without_a_first_token_is_a_504(HoldPlace place)
    {
        upstream.OpenAi.Behaviors.Next(Behavior.Holding(place));
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai").With("stream", true), Token)).ExpectError(504, "timeout");
        await LeftAsync();
    }

    [Theory]
    [InlineData(HoldPlace.BehindHead)]
    [InlineData(HoldPlace.BehindPieces)]
    public async Task Comments_are_no_tokens(HoldPlace place)
    {
        upstream.OpenAi.Behaviors.Next(new Behavior { Hold = new Hold(place) { CommentsEvery = TimeSpan.FromMilliseconds(50) } });
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai").With("stream", true), Token)).ExpectError(504, "timeout");
        await LeftAsync();
    }

    [Fact]
    public async Task A_silence_between_tokens_ends_the_stream_with_an_error()
    {
        upstream.OpenAi.Behaviors.Next(new Behavior { Hold = new Hold(HoldPlace.BehindPieces) { Pieces = 2, CommentsEvery = TimeSpan.FromMilliseconds(50) } });
        var error = (await StreamAsync(upstream.Client, Question("openai"))).ExpectBroken("Hello world");
        Assert.Equal("timeout", error.GetProperty("code").GetString());
        await LeftAsync();
    }

    [Fact]
    public async Task The_total_bounds_a_stream_that_never_pauses()
    {
        upstream.OpenAi.Reply = _ => FakeReply.Saying([.. Enumerable.Repeat("word ", 1_000)]);
        upstream.OpenAi.Behaviors.Next(new Behavior { PieceDelay = TimeSpan.FromMilliseconds(20) });
        try
        {
            var error = (await StreamAsync(upstream.Client, Question("openai"))).ExpectBroken("word word ");
            Assert.Equal("timeout", error.GetProperty("code").GetString());
        }
        finally
        {
            upstream.OpenAi.Reply = _ => FakeReply.Usual;
        }

        await LeftAsync();
    }

    [Theory]
    [InlineData(HoldPlace.BeforeHead)]
    [InlineData(HoldPlace.BehindHead)]
    [InlineData(HoldPlace.BehindPieces)]
    public async Task A_whole_answer_that_does_not_come_is_a_504(HoldPlace place)
    {
        upstream.OpenAi.Behaviors.Next(Behavior.Holding(place));
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token)).ExpectError(504, "timeout");
        await LeftAsync();
    }

    [Fact]
    public async Task The_client_may_shorten_the_total_but_not_lengthen_it()
    {
        foreach (var total in (string[])["300", "600000"])
        {
            upstream.OpenAi.Behaviors.Next(Behavior.Silent());
            using var request = GatewayClient.Post("/v1/chat/completions", Question("openai").ToJsonString());
            request.Headers.TryAddWithoutValidation("x-gengateway-timeout-ms", total);
            (await upstream.Client.SendAsync(request, Token)).ExpectError(504, "timeout");
            await LeftAsync();
        }
    }

    [Fact]
    public async Task A_slow_backend_within_its_time_is_left_alone()
    {
        upstream.OpenAi.Behaviors.Next(new Behavior { PieceDelay = TimeSpan.FromMilliseconds(60) });
        (await StreamAsync(upstream.Client, Question("openai"))).ExpectWhole(FakeReply.Usual.Text);
    }

    [Theory]
    [InlineData(HoldPlace.BeforeHead)]
    [InlineData(HoldPlace.BehindHead)]
    public async Task Ollama_that_is_silent_is_given_up_as_well(HoldPlace place)
    {
        var before = upstream.Ollama.Traffic.Disconnects;
        upstream.Ollama.Behaviors.Next(Behavior.Holding(place));
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("ollama").With("stream", true), Token)).ExpectError(504, "timeout");
        await upstream.Ollama.Traffic.UntilAsync(traffic => traffic.Running == 0 && traffic.Disconnects > before, "Ollama saw that it was given up", Token);
    }

    /// <summary>The exchange was closed, not left to itself.</summary>
    private Task LeftAsync() => upstream.OpenAi.Traffic.UntilAsync(traffic => traffic.Running == 0, "the backend saw that it was given up", Token);
}
