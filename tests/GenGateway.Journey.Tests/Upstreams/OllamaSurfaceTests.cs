using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Ollama's clients before backends: their own protocol passes, OpenAI's is translated.</summary>
public sealed class OllamaSurfaceTests(UpstreamGateway upstream) : UpstreamTest, IClassFixture<UpstreamGateway>
{
    private JsonObject Received => upstream.Ollama.LastGeneration.Json;

    [Theory]
    [InlineData("ollama")]
    [InlineData("openai")]
    public async Task A_stream_is_lines_whoever_answers(string model)
    {
        var lines = await LinesAsync(Chat(model));
        Assert.Equal(FakeReply.Usual.Text, TextOf(lines));
        Assert.All(lines, line => Assert.Equal(model, line.GetProperty("model").GetString()));
        Assert.Equal("stop", Done(lines).GetProperty("done_reason").GetString());
    }

    [Theory]
    [InlineData("ollama")]
    [InlineData("openai")]
    public async Task A_whole_answer_is_one_object_with_its_counts(string model)
    {
        var answer = (await upstream.Client.PostAsync("/api/chat", Chat(model).With("stream", false), Token)).Expect(200);
        Assert.Equal((model, FakeReply.Usual.Text), (answer.GetProperty("model").GetString(), answer.GetProperty("message").GetProperty("content").GetString()));
        Assert.Equal((46, 12), (answer.GetProperty("prompt_eval_count").GetInt32(), answer.GetProperty("eval_count").GetInt32()));
    }

    [Fact]
    public async Task A_body_for_Ollama_passes_as_it_came()
    {
        var lines = await LinesAsync("""{ "messages":[{"role":"user","content":"hello"}], "backend":"at-ollama",  "model" : "ollama:latest","options":{"num_ctx":77},"mine":[1] }""");
        Assert.Equal("""{ "messages":[{"role":"user","content":"hello"}], "model" : "tiny-text","options":{"num_ctx":77},"mine":[1] }""", System.Text.Encoding.UTF8.GetString(upstream.Ollama.LastGeneration.Body));
        Assert.Equal("ollama:latest", lines[0].GetProperty("model").GetString());
        // What only the backend knows is there as it said it.
        Assert.Equal(1544920, Done(lines).GetProperty("load_duration").GetInt64());
    }

    [Theory]
    [InlineData("ollama")]
    [InlineData("openai")]
    public async Task Generate_has_a_response(string model)
    {
        var answer = (await upstream.Client.PostAsync("/api/generate", $$"""{"model":"{{model}}","prompt":"hello","stream":false}""", Token)).Expect(200);
        Assert.Equal(FakeReply.Usual.Text, answer.GetProperty("response").GetString());
    }

    [Theory]
    [InlineData("ollama", StreamEnding.Error)]
    [InlineData("ollama", StreamEnding.Cut)]
    [InlineData("openai", StreamEnding.Error)]
    [InlineData("openai", StreamEnding.Cut)]
    public async Task A_stream_that_breaks_ends_with_an_error_and_is_not_done(string model, StreamEnding ending)
    {
        var book = model == "ollama" ? upstream.Ollama.Behaviors : upstream.OpenAi.Behaviors;
        book.Next(Behavior.EndingAfter(2, ending));
        var lines = await LinesAsync(Chat(model));
        Assert.Equal("Hello world", TextOf(lines.SkipLast(1)));
        Assert.False(string.IsNullOrEmpty(lines[^1].GetProperty("error").GetString()));
        Assert.DoesNotContain(lines, static line => line.TryGetProperty("done", out var done) && done.GetBoolean());
    }

    [Fact]
    public async Task A_load_reaches_an_Ollama_and_generates_nothing()
    {
        var answer = (await upstream.Client.PostAsync("/api/chat", """{"model":"ollama","messages":[],"keep_alive":"3m"}""", Token)).Expect(200);
        Assert.Equal(("ollama", "load"), (answer.GetProperty("model").GetString(), answer.GetProperty("done_reason").GetString()));
        Assert.Equal(("tiny-text", "3m", false), (Received["model"]!.GetValue<string>(), Received["keep_alive"]!.GetValue<string>(), Received.ContainsKey("prompt")));
        (await upstream.Client.PostAsync("/api/generate", """{"model":"openai"}""", Token)).Expect(200);
    }

    [Fact]
    public async Task Vectors_come_from_an_Ollama_in_both_lanes()
    {
        upstream.Ollama.Models = [new TestKit.Ollama.OllamaModel("tiny-embed", "embedding"), .. upstream.Ollama.Models];
        var newer = (await upstream.Client.PostAsync("/api/embed", """{"model":"ollama-embed","input":["a","the cat"]}""", Token)).Expect(200);
        Assert.Equal("ollama-embed", newer.GetProperty("model").GetString());
        Assert.Equal(2, newer.GetProperty("embeddings").GetArrayLength());
        Assert.True(newer.GetProperty("prompt_eval_count").GetInt32() > 0);
        Assert.Equal("""{"model":"tiny-embed","input":["a","the cat"]}""", upstream.Ollama.Traffic.To("/api/embed")[^1].Text);

        var older = (await upstream.Client.PostAsync("/api/embeddings", """{"model":"ollama-embed","prompt":"the cat"}""", Token)).Expect(200);
        Assert.Equal(newer.GetProperty("embeddings")[1].EnumerateArray().Select(static one => one.GetSingle()), older.GetProperty("embedding").EnumerateArray().Select(static one => one.GetSingle()));
        Assert.Equal("""{"model":"tiny-embed","input":["the cat"],"keep_alive":"7m"}""", upstream.Ollama.Traffic.To("/api/embed")[^1].Text);
    }

    [Fact]
    public async Task A_refusal_of_the_backend_is_told_before_the_answer_begins()
    {
        upstream.Ollama.Behaviors.Next(Behavior.Replying(TestKit.Ollama.OllamaReplies.Error(400, "\"x\" does not support thinking")));
        var answer = await upstream.Client.PostAsync("/api/chat", Chat("ollama"), Token);
        Assert.Equal("\"x\" does not support thinking", answer.Expect(400).GetProperty("error").GetString());
        upstream.Ollama.Behaviors.Next(Behavior.Replying(TestKit.Ollama.OllamaReplies.RunnerDied));
        Assert.Equal(502, (await upstream.Client.PostAsync("/api/chat", Chat("ollama"), Token)).Status);
    }

    [Fact]
    public async Task Models_are_pulled_at_the_backend_that_is_named()
    {
        var answer = await upstream.Client.PostAsync("/api/pull", """{"model":"llama3","backend":"at-ollama"}""", Token);
        Assert.Equal((200, "{\"status\":\"success\"}"), (answer.Status, answer.Text.TrimEnd().Split('\n')[^1]));
        Assert.Equal("""{"model":"llama3"}""", System.Text.Encoding.UTF8.GetString(upstream.Ollama.Traffic.Requests[^1].Body));
        Assert.Equal(200, (await upstream.Client.PostAsync("/api/pull", """{"name":"at-ollama/llama3","stream":false}""", Token)).Status);
        Assert.Equal("llama3", upstream.Ollama.Traffic.Requests[^1].Json["name"]!.GetValue<string>());
        // There are several, and which is meant is not said.
        Assert.Equal(400, (await upstream.Client.PostAsync("/api/pull", """{"model":"llama3"}""", Token)).Status);
        Assert.Equal(400, (await upstream.Client.PostAsync("/api/pull", """{"model":"llama3","backend":"at-openai"}""", Token)).Status);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_backends_work()
    {
        var before = upstream.Ollama.Traffic.Disconnects;
        upstream.Ollama.Behaviors.Next(Behavior.Holding(HoldPlace.BehindPieces, 2));
        using (var request = GatewayClient.Post("/api/chat", Chat("ollama").ToJsonString()))
        using (var response = await upstream.Client.OpenAsync(request, Token))
            await (await response.Content.ReadAsStreamAsync(Token)).ReadExactlyAsync(new byte[20], Token);
        await upstream.Ollama.Traffic.UntilAsync(traffic => traffic.Running == 0 && traffic.Disconnects == before + 1, "Ollama saw the close", Token);
    }

    private static JsonObject Chat(string model) => Bodies.Chat("hello").With("model", model);

    private static string TextOf(IEnumerable<JsonElement> lines) => string.Concat(lines.Select(static line => line.GetProperty("message").GetProperty("content").GetString()));

    private static JsonElement Done(IReadOnlyList<JsonElement> lines)
    {
        Assert.True(lines[^1].GetProperty("done").GetBoolean());
        return lines[^1];
    }

    private Task<IReadOnlyList<JsonElement>> LinesAsync(JsonObject body) => LinesAsync(body.ToJsonString());

    private async Task<IReadOnlyList<JsonElement>> LinesAsync(string body)
    {
        var answer = await upstream.Client.PostAsync("/api/chat", body, Token);
        Assert.Equal((200, "application/x-ndjson"), (answer.Status, answer.Header("Content-Type")));
        return [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.Clone())];
    }
}
