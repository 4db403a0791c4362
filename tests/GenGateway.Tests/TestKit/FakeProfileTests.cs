using System.Buffers.Binary;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Tests.TestKit;

/// <summary>Where the servers of OpenAI's protocol differ, their profiles differ.</summary>
public sealed class FakeProfileTests
{
    private const string Hello = """{"model":"served-model","messages":[{"role":"user","content":"hi"}]}""";
    private const string Streamed = """{"model":"served-model","messages":[{"role":"user","content":"hi"}],"stream":true}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groq_says_usage_in_a_place_of_its_own_and_takes_one_choice_only()
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.Groq);
        using var client = new FakeClient(fake.Url);
        var answer = await client.PostAsync("/v1/chat/completions", Streamed, Token);
        Assert.Equal(46, answer.Events[^1].GetProperty("x_groq").GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal("2m59.56s", answer.Headers["x-ratelimit-reset-requests"]);
        Assert.Equal(400, (await client.PostAsync("/v1/chat/completions", With(Hello, "\"n\":2"), Token)).Status);
        Assert.Equal(400, (await client.PostAsync("/v1/chat/completions", With(Hello, "\"logprobs\":true"), Token)).Status);
    }

    [Fact]
    public async Task Together_says_eos_and_usage_on_its_last_chunk()
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.Together);
        using var client = new FakeClient(fake.Url);
        var last = (await client.PostAsync("/v1/chat/completions", Streamed, Token)).Events[^1];
        Assert.Equal(("eos", 12), (last.GetProperty("choices")[0].GetProperty("finish_reason").GetString(), last.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
        Assert.StartsWith("[", (await client.GetAsync("/v1/models", Token)).Text, StringComparison.Ordinal);
        var pair = await client.PostAsync("/v1/chat/completions", With(Streamed, "\"n\":2,\"logprobs\":true"), Token);
        Assert.Equal([0, 1], pair.Events.Select(item => item.GetProperty("choices")[0].GetProperty("index").GetInt32()).Distinct());
        Assert.Equal(-0.25, pair.Events[0].GetProperty("choices")[0].GetProperty("logprobs").GetDouble());
    }

    [Fact]
    public async Task Vllm_can_say_usage_on_every_chunk_and_what_stopped_it()
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.Vllm) { Reply = _ => FakeReply.Saying("a", "b") with { StoppedBy = "END", Thought = ["hm"] } };
        using var client = new FakeClient(fake.Url);
        var answer = await client.PostAsync("/v1/chat/completions", With(Streamed, "\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}"), Token);
        Assert.All(answer.Events, item => Assert.Equal(46, item.GetProperty("usage").GetProperty("prompt_tokens").GetInt32()));
        Assert.Equal("END", answer.Events[^2].GetProperty("choices")[0].GetProperty("stop_reason").GetString());
        Assert.Equal("hm", (await client.PostAsync("/v1/chat/completions", Hello, Token)).Json.GetProperty("choices")[0].GetProperty("message").GetProperty("reasoning").GetString());
        Assert.Equal(404, (await client.PostAsync("/v1/chat/completions", Hello.Replace("served-model", "x", StringComparison.Ordinal), Token)).Json.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task An_old_Vllm_does_not_wrap_its_errors()
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.OldVllm) { Reply = _ => new FakeReply { Thought = ["hm"] } };
        using var client = new FakeClient(fake.Url);
        var error = (await client.PostAsync("/v1/chat/completions", Hello.Replace("served-model", "x", StringComparison.Ordinal), Token)).Json;
        Assert.Equal(("error", "NotFoundError", 404), (error.GetProperty("object").GetString(), error.GetProperty("type").GetString(), error.GetProperty("code").GetInt32()));
        Assert.Equal("hm", (await client.PostAsync("/v1/chat/completions", Hello, Token)).Json.GetProperty("choices")[0].GetProperty("message").GetProperty("reasoning_content").GetString());
    }

    [Fact]
    public async Task Tokens_go_there_and_back()
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.Vllm);
        using var client = new FakeClient(fake.Url);
        var answer = (await client.PostAsync("/tokenize", """{"model":"served-model","prompt":"日本🙂","return_token_strs":true}""", Token)).Json;
        Assert.Equal((4, 32768), (answer.GetProperty("count").GetInt32(), answer.GetProperty("max_model_len").GetInt32()));
        Assert.Equal(["<s>", "日", "本", "🙂"], answer.GetProperty("token_strs").EnumerateArray().Select(text => text.GetString()));
        Assert.Equal("日本🙂", (await client.PostAsync("/detokenize", $$"""{"model":"served-model","tokens":{{answer.GetProperty("tokens").GetRawText()}}}""", Token)).Json.GetProperty("prompt").GetString());
        await using var other = new FakeOpenAi();
        using var elsewhere = new FakeClient(other.Url);
        Assert.Equal(404, (await elsewhere.PostAsync("/tokenize", "{}", Token)).Status);
    }

    [Theory]
    [InlineData("\"hello\"", 1, 5)]
    [InlineData("[\"hello\",\"a\"]", 2, 6)]
    [InlineData("[1,2,3]", 1, 3)]
    [InlineData("[[1,2],[3]]", 2, 3)]
    public async Task Embeddings_take_every_kind_of_input(string input, int vectors, int tokens)
    {
        await using var fake = new FakeOpenAi();
        using var client = new FakeClient(fake.Url);
        var floats = (await client.PostAsync("/v1/embeddings", $$"""{"model":"served-model","input":{{input}},"dimensions":4}""", Token)).Json;
        Assert.Equal((vectors, tokens), (floats.GetProperty("data").GetArrayLength(), floats.GetProperty("usage").GetProperty("prompt_tokens").GetInt32()));
        var base64 = (await client.PostAsync("/v1/embeddings", $$"""{"model":"served-model","input":{{input}},"dimensions":4,"encoding_format":"base64"}""", Token)).Json;
        var bytes = base64.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        Assert.Equal(floats.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()), bytes.Chunk(4).Select(chunk => BinaryPrimitives.ReadSingleLittleEndian(chunk)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"input":""}""")]
    [InlineData("""{"input":[]}""")]
    [InlineData("""{"input":[1,"a"]}""")]
    [InlineData("""{"input":"a","encoding_format":"hex"}""")]
    public async Task Embeddings_refuse_what_is_no_input(string body)
    {
        await using var fake = new FakeOpenAi();
        using var client = new FakeClient(fake.Url);
        Assert.Equal(400, (await client.PostAsync("/v1/embeddings", body.Replace("{", "{\"model\":\"served-model\",", StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal), Token)).Status);
    }

    [Fact]
    public async Task A_response_streams_its_events_in_order_and_can_be_asked_for_again()
    {
        await using var fake = new FakeOpenAi { Reply = _ => new FakeReply { Thought = ["hm"], Pieces = ["He", "llo"], ToolCalls = [new FakeToolCall("f", "{}")] } };
        using var client = new FakeClient(fake.Url);
        var answer = await client.PostAsync("/v1/responses", """{"model":"served-model","input":"hi","stream":true}""", Token);
        Assert.Equal(Enumerable.Range(0, answer.Events.Count), answer.Events.Select(item => item.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(answer.EventNames, answer.Events.Select(item => item.GetProperty("type").GetString()));
        Assert.Equal(
            ["response.created", "response.in_progress", "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", "response.output_item.done",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta", "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done", "response.output_item.done", "response.completed"],
            answer.EventNames);
        var id = answer.Events[^1].GetProperty("response").GetProperty("id").GetString();
        Assert.Equal(answer.Events[^1].GetProperty("response").GetRawText(), (await client.GetAsync($"/v1/responses/{id}", Token)).Text);
        Assert.Equal(404, (await client.GetAsync("/v1/responses/resp_none", Token)).Status);
        Assert.Equal(200, (await client.PostAsync("/v1/responses", $$"""{"model":"served-model","input":"hi","previous_response_id":"{{id}}"}""", Token)).Status);
        Assert.Equal(400, (await client.PostAsync("/v1/responses", """{"model":"served-model","input":"hi","previous_response_id":"resp_none"}""", Token)).Status);
        Assert.Equal("incomplete", (await client.PostAsync("/v1/responses", """{"model":"served-model","input":"hi","max_output_tokens":1}""", Token)).Json.GetProperty("status").GetString());
        fake.Behaviors.Next(Behavior.EndingAfter(1, StreamEnding.Error));
        Assert.Equal("error", (await client.PostAsync("/v1/responses", """{"model":"served-model","input":"hi","stream":true}""", Token)).EventNames[^1]);
    }

    [Fact]
    public async Task Probabilities_stand_beside_their_pieces()
    {
        await using var fake = new FakeOpenAi { Reply = _ => FakeReply.Saying("He", "llo") };
        using var client = new FakeClient(fake.Url);
        var whole = (await client.PostAsync("/v1/chat/completions", With(Hello, "\"logprobs\":true,\"top_logprobs\":2"), Token)).Json.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("content");
        Assert.Equal([("He", 2), ("llo", 2)], whole.EnumerateArray().Select(token => (token.GetProperty("token").GetString(), token.GetProperty("top_logprobs").GetArrayLength())));
        var streamed = await client.PostAsync("/v1/completions", """{"model":"served-model","prompt":"a","stream":true,"logprobs":1}""", Token);
        Assert.Equal([0, 2], streamed.Events.Take(2).Select(item => item.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("text_offset")[0].GetInt32()));
    }

    [Fact]
    public async Task Unknown_fields_are_refused_where_the_test_wants_it()
    {
        await using var fake = new FakeOpenAi { RefusesUnknownFields = true };
        using var client = new FakeClient(fake.Url);
        Assert.Contains("Unrecognized request argument supplied: top_k", (await client.PostAsync("/v1/chat/completions", With(Hello, "\"top_k\":1"), Token)).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await client.PostAsync("/v1/chat/completions", Hello, Token)).Status);
    }

    [Theory]
    [MemberData(nameof(ClientRecordings))]
    public async Task It_takes_what_real_clients_send(string recording)
    {
        await using var fake = new FakeOpenAi { Models = ["m", "a/b"] };
        var answer = await RawClient.AskAsync(fake.Url, Recordings.Load(recording).First.Request, Token);
        Assert.StartsWith("HTTP/1.1 200 OK", System.Text.Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
    }

    public static TheoryData<string> ClientRecordings() =>
        [.. Recordings.Names("client-openai").Where(name => !name.Contains("azure", StringComparison.Ordinal)), .. Recordings.Names("client-langchain"), "client-litellm/chat", "client-litellm/chat-stream"];

    private static string With(string body, string members) => $"{body[..^1]},{members}}}";
}
