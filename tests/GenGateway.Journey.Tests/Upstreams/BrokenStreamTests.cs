using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>What a stream was is decided by what it said, not by how its connection ended.</summary>
public sealed class BrokenStreamTests(UpstreamGateway upstream) : UpstreamTest, IClassFixture<UpstreamGateway>
{
    private const string Begun = "Hello world";

    public static TheoryData<string, StreamEnding> Breaks
    {
        get
        {
            var data = new TheoryData<string, StreamEnding>();
            foreach (var kind in (string[])["openai", "llama-server", "vllm", "litellm", "ollama-v1", "together", "groq"])
            {
                foreach (var ending in (StreamEnding[])[StreamEnding.Clean, StreamEnding.Cut, StreamEnding.CutBetween, StreamEnding.Error, StreamEnding.NamedError])
                    data.Add(kind, ending);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_stream_without_a_finish_reason_broke_however_it_ended(string kind, StreamEnding ending)
    {
        upstream.Fakes[kind].Behaviors.Next(Behavior.EndingAfter(2, ending));
        (await StreamAsync(upstream.Client, Question(kind))).ExpectBroken(Begun);
    }

    [Fact]
    public async Task A_reset_ends_the_stream_with_an_error()
    {
        // What was on its way may be lost with a reset, so the first pieces are read before it.
        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 2 };
        upstream.OpenAi.Behaviors.Next(new Behavior { Hold = hold, EndsAfter = 2, Ending = StreamEnding.Reset });
        await using var stream = await upstream.Client.StreamAsync("/v1/chat/completions", Question("openai"), Token);
        Assert.Equal(Begun, await stream.NextTextAsync(Token) + await stream.NextTextAsync(Token));
        hold.Point.Release();
        (await StreamOutcome.ReadAsync(stream, Token)).ExpectBroken("");
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("llama-server")]
    [InlineData("vllm")]
    [InlineData("ollama-v1")]
    [InlineData("litellm")]
    public async Task A_stream_with_a_finish_reason_but_without_its_terminator_is_complete(string kind)
    {
        upstream.Fakes[kind].Behaviors.Next(new Behavior { Ending = StreamEnding.WithoutTerminator });
        (await StreamAsync(upstream.Client, Question(kind))).ExpectWhole(FakeReply.Usual.Text);
    }

    [Theory]
    [InlineData(StreamEnding.Garbage)]
    [InlineData(StreamEnding.BrokenUtf8)]
    public async Task A_chunk_that_cannot_be_parsed_never_reaches_the_client(StreamEnding ending)
    {
        upstream.OpenAi.Behaviors.Next(Behavior.EndingAfter(2, ending));
        // Every event that arrives is parsed; one that could not be fails here.
        var outcome = await StreamAsync(upstream.Client, Question("openai"));
        if (outcome.Error is not null)
            outcome.ExpectBroken(Begun);
        else if (ending == StreamEnding.Garbage)
            outcome.ExpectWhole(FakeReply.Usual.Text);
        else
            Assert.True(outcome.Done);
    }

    [Fact]
    public async Task A_whole_answer_of_the_gateway_never_ends_early_without_saying_so()
    {
        upstream.OpenAi.Behaviors.Next(new Behavior { BodyCut = BodyCut.HalfOfLength });
        var answer = await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token);
        Assert.NotEqual(200, answer.Status);
    }

    [Fact]
    public async Task A_usage_chunk_that_never_comes_is_no_break()
    {
        upstream.OpenAi.Reply = _ => FakeReply.Usual with { ReportsUsage = false };
        try
        {
            var outcome = await StreamAsync(upstream.Client, Question("openai").With("stream_options", System.Text.Json.Nodes.JsonNode.Parse("""{"include_usage":true}""")));
            outcome.ExpectWhole(FakeReply.Usual.Text);
            // Unknown is absent, or said to be an estimate; it is never 0.
            if (outcome.Usage is { } usage)
                Assert.NotEqual(0, usage.GetProperty("completion_tokens").GetInt32());
        }
        finally
        {
            upstream.OpenAi.Reply = _ => FakeReply.Usual;
        }
    }
}
