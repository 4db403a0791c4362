using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A backend that fails before its first content: the client gets a status and the surface's error, never the failure itself.</summary>
public sealed class UpstreamFailureTests(UpstreamGateway upstream) : UpstreamTest, IClassFixture<UpstreamGateway>
{
    private const string Secret = "canary-upstream-text";

    /// <summary>Answers that are no answers, by name.</summary>
    private static readonly Dictionary<string, Behavior> Failures = new()
    {
        ["a page of HTML with 200"] = Behavior.Replying(Replies.Html),
        ["200 with nothing"] = Behavior.Replying(Replies.Empty),
        ["200 with an error"] = Behavior.Replying(Replies.ErrorInOk),
        ["200 with other JSON"] = Behavior.Replying(Replies.OtherJson),
        ["200 with half a JSON"] = Behavior.Replying(Replies.NoJson),
        ["200 with HTML that says it is JSON"] = Behavior.Replying(Replies.Html with { Headers = [("Content-Type", "application/json")] }),
        ["half of the promised length"] = new Behavior { BodyCut = BodyCut.HalfOfLength },
        ["half of a chunk"] = new Behavior { BodyCut = BodyCut.InsideChunk },
        ["no last chunk"] = new Behavior { BodyCut = BodyCut.WithoutLastChunk },
        ["a reset in the body"] = new Behavior { BodyCut = BodyCut.Reset },
        ["a reset instead of an answer"] = new Behavior { Drops = true },
        ["500"] = Behavior.Replying(Replies.Failure(500, Secret)),
        ["502 with HTML"] = Behavior.Replying(WireReply.Of(502, $"<html>{Secret}</html>", "text/html")),
        ["503"] = Behavior.Replying(Replies.Failure(503, Secret)),
        ["a status that nobody knows"] = Behavior.Replying(Replies.Failure(599, Secret)),
        ["an error that is a text"] = Behavior.Replying(Replies.PlainError(500, Secret)),
        ["an error in detail"] = Behavior.Replying(Replies.Detail(500, Secret)),
        ["a redirect"] = Behavior.Replying(Replies.Redirect(new Uri("http://127.0.0.1:9/canary-upstream-text"))),
    };

    public static TheoryData<string> Names => [.. Failures.Keys];

    /// <summary>Failures that a stream can have as well: those with a body cut are for whole answers.</summary>
    public static TheoryData<string> StreamNames => [.. Failures.Where(pair => pair.Value.BodyCut == BodyCut.None).Select(pair => pair.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_whole_answer_that_fails_is_a_502_or_503(string failure)
    {
        Expect(await AskAsync(Failures[failure], stream: false));
    }

    [Theory]
    [MemberData(nameof(StreamNames))]
    public async Task A_stream_that_fails_before_its_first_content_is_a_502_or_503(string failure)
    {
        Expect(await AskAsync(Failures[failure], stream: true));
    }

    [Theory]
    [InlineData(StreamEnding.Clean)]
    [InlineData(StreamEnding.Cut)]
    [InlineData(StreamEnding.CutBetween)]
    [InlineData(StreamEnding.Reset)]
    [InlineData(StreamEnding.Error)]
    [InlineData(StreamEnding.NamedError)]
    public async Task A_stream_that_ends_behind_its_role_chunk_has_not_begun(StreamEnding ending)
    {
        Expect(await AskAsync(Behavior.EndingAfter(0, ending), stream: true));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var elsewhere = OpenAi();
        upstream.OpenAi.Behaviors.Next(Behavior.Replying(Replies.Redirect(new Uri(elsewhere.Url, "/v1/chat/completions"))));
        Expect(await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token));
        Assert.Empty(elsewhere.Traffic.Requests);
    }

    [Fact]
    public async Task A_backend_that_refuses_connections_is_a_502_or_503_and_serves_again_when_it_is_back()
    {
        await upstream.OpenAi.RefuseAsync();
        try
        {
            Expect(await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token));
            Expect(await upstream.Client.PostAsync("/v1/chat/completions", Question("openai").With("stream", true), Token));
        }
        finally
        {
            upstream.OpenAi.Accept();
        }

        (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token)).Expect(200);
    }

    [Fact]
    public async Task A_pooled_connection_that_died_meanwhile_is_not_the_clients_business()
    {
        for (var round = 0; round < 3; round++)
        {
            (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token)).Expect(200);
            upstream.OpenAi.DropConnections();
            (await StreamAsync(upstream.Client, Question("openai"))).ExpectWhole(FakeReply.Usual.Text);
            upstream.OpenAi.DropConnections();
        }
    }

    [Fact]
    public async Task A_server_that_closes_behind_every_stream_costs_nobody_an_answer()
    {
        // llama-server does, though its headers promise to keep the connection: the close and the next request cross on the way.
        for (var i = 0; i < 300; i++)
        {
            (await StreamAsync(upstream.Client, Question("llama-server"))).ExpectWhole(FakeReply.Usual.Text);
            (await upstream.Client.PostAsync("/v1/chat/completions", Question("llama-server"), Token)).Expect(200);
        }
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_backend_that_refuses_our_key_is_a_502_and_its_echo_stays_behind(int status)
    {
        upstream.OpenAi.Behaviors.Next(Replies.EchoingKey(status));
        using var request = GatewayClient.Post("/v1/chat/completions", Question("openai").ToJsonString());
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer canary-client-key");
        var answer = await upstream.Client.SendAsync(request, Token);
        answer.ExpectError(502, "backend_error");
        Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Incorrect API key", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "openai")]
    [InlineData(422, "openai")]
    public async Task A_clients_own_error_is_returned_as_one(int status, string kind)
    {
        upstream.Fakes[kind].Behaviors.Next(Behavior.Replying(Replies.Failure(status, "max_tokens is too large: 999999", "invalid_request_error", "invalid_value")));
        var answer = await upstream.Client.PostAsync("/v1/chat/completions", Question(kind), Token);
        Assert.InRange(answer.Status, 400, 499);
        Assert.Equal("invalid_request_error", answer.Json.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_a_400_with_its_own_code()
    {
        upstream.Fakes["llama-server"].Behaviors.Next(Behavior.Replying(Replies.LlamaContextOverflow));
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("llama-server"), Token)).ExpectError(400, "context_length_exceeded");
        upstream.OpenAi.Behaviors.Next(Behavior.Replying(Replies.Failure(400, "This model's maximum context length is 8192 tokens.", "invalid_request_error", "context_length_exceeded")));
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token)).ExpectError(400, "context_length_exceeded");
    }

    [Fact]
    public async Task What_was_compressed_unasked_is_read_or_refused_but_never_passed_on_as_it_is()
    {
        upstream.OpenAi.Behaviors.Next(new Behavior { Gzip = true }, new Behavior { Gzip = true });
        var whole = await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token);
        if (whole.Status == 200)
            Assert.Equal(FakeReply.Usual.Text, whole.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        else
            Expect(whole);
        var stream = await upstream.Client.PostAsync("/v1/chat/completions", Question("openai").With("stream", true), Token);
        if (stream.Status == 200)
            Assert.Contains("[DONE]", stream.Text, StringComparison.Ordinal);
        else
            Expect(stream);
    }

    [Fact]
    public async Task An_answer_above_the_limit_is_refused_without_being_kept()
    {
        upstream.OpenAi.Behaviors.Next(Behavior.Replying(WireReply.Of(200, $$"""{"choices":[{"index":0,"message":{"role":"assistant","content":"{{new string('x', 66 * 1024 * 1024)}}"},"finish_reason":"stop"}]}""", "application/json")));
        Expect(await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token));
    }

    [Fact]
    public async Task An_event_above_the_limit_ends_the_stream_with_an_error()
    {
        upstream.OpenAi.Reply = _ => FakeReply.Saying("a", new string('x', 9 * 1024 * 1024), "b");
        try
        {
            (await StreamAsync(upstream.Client, Question("openai"))).ExpectBroken("a");
        }
        finally
        {
            upstream.OpenAi.Reply = _ => FakeReply.Usual;
        }
    }

    [Fact]
    public async Task Failures_are_not_fatal()
    {
        foreach (var behavior in Failures.Values)
            await AskAsync(behavior, stream: false);

        (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token)).Expect(200);
        (await StreamAsync(upstream.Client, Question("openai"))).ExpectWhole(FakeReply.Usual.Text);
        Assert.Equal(200, (await upstream.Client.GetAsync("/healthz", Token)).Status);
    }

    /// <summary>The backend behaves like this as often as it is asked: a second try on a fresh connection, where a pooled one broke, is allowed.</summary>
    private async Task<WireAnswer> AskAsync(Behavior behavior, bool stream)
    {
        upstream.OpenAi.Behaviors.Standing = behavior;
        try
        {
            return await upstream.Client.PostAsync("/v1/chat/completions", Question("openai").With("stream", stream), Token);
        }
        finally
        {
            upstream.OpenAi.Behaviors.Standing = Behavior.Usual;
        }
    }

    /// <summary>The surface's shape, and nothing of what the backend said.</summary>
    private static void Expect(WireAnswer answer)
    {
        Assert.True(answer.Status is 502 or 503, $"{answer.Status}: {answer.Text}");
        var error = answer.ExpectError(answer.Status, answer.Json.GetProperty("error").GetProperty("code").GetString()!);
        Assert.Contains(error.GetProperty("code").GetString(), (string[])["backend_error", "no_healthy_backends"]);
        Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", answer.Text, StringComparison.OrdinalIgnoreCase);
    }
}
