using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A backend that lists <c>responses</c> gets bodies of the Responses API as they came, and its answers pass as it wrote them.</summary>
public sealed class ResponseRelayTests : ResponseRelayTest
{
    private const string Odd = """
        {
          "x_first" : [ 1.0, 1e2, "\u00e9\/é" ], "backend" : "keeper",
          "model":"public-model" , "temperature" : 0.70, "max_output_tokens" : 1e2,
          "tools":[{"type":"web_search"},{"type":"x_tool","model":"public-model"}], "include" : ["web_search_call.action.sources"],
          "reasoning":{"effort":"high","summary":"detailed"},
          "input"  : [ {"type":"x_item","y":{}}, {"type":"item_reference","id":"msg_9"}, {"role":"user","content":[{"type":"input_file","file_id":"file_1"}]} ],
          "stream_options":{"include_obfuscation":false}
        }
        """;

    private const string OddAnswer = """
        { "id":"resp_odd", "x_first" : [1.0, 1e2, "\u00e9é"], "object":"response", "status" : "completed",
          "model" : "served-model",
          "output":[ { "type":"x_call", "model":"served-model" }, {"type":"message","content":[{"type":"output_text","text":"hi \ud83d\ude42"}]} ],
          "usage":{"input_tokens":75,"input_tokens_details":{"cached_tokens":32},"output_tokens":1186,"output_tokens_details":{"reasoning_tokens":1024},"total_tokens":1261,"x_cost":0.10}, "x_last":true }

        """;

    [Fact]
    public async Task A_body_and_its_answer_pass_byte_for_byte_but_for_the_models_name()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Keeper(fake));
        fake.Behaviors.Next(Behavior.Replying(WireReply.Of(200, OddAnswer, "application/json")));
        var answer = await gateway.Client.PostAsync(Path, Odd, Token);

        Assert.Equal(200, answer.Status);
        Assert.Equal("/v1/responses", fake.LastGeneration.Path);
        Assert.Equal(Odd.Replace("\"model\":\"public-model\" ,", "\"model\":\"served-model\" ,", StringComparison.Ordinal).Replace("\"backend\" : \"keeper\",\n  ", "", StringComparison.Ordinal), fake.LastGeneration.Text);
        var shown = OddAnswer.Replace("\"model\" : \"served-model\"", $"\"model\" : \"{Model}\"", StringComparison.Ordinal);
        Assert.Equal(shown, answer.Text);
        Assert.Equal(("keeper", "1", null), (answer.Header("x-gengateway-backend"), answer.Header("x-gengateway-attempts"), answer.Header("x-gengateway-dropped")));
        Assert.Equal(shown, (await gateway.Client.GetAsync($"{Path}/resp_odd", Token)).Text);

        var record = (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions")[0];
        Assert.Equal(("openai.responses", "keeper", "hi 🙂"), (record.GetProperty("surface").GetString(), record.GetProperty("backend").GetString(), record.GetProperty("response").GetString()));
        Assert.Equal((75, 1186, "reported"), (record.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), record.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), record.GetProperty("usage").GetProperty("source").GetString()));
    }

    [Fact]
    public async Task A_stream_passes_byte_for_byte_but_for_the_models_name_in_its_response_objects()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Keeper(fake));
        const string created = """{"type":"response.created","response":{"id":"resp_s","status":"in_progress","model" : "served-model","x":{"model":"served-model"}},"sequence_number":0}""";
        const string delta = """{"type":"response.output_text.delta", "delta":"h\u00e9 🙂","obfuscation":"a1","x":{"model":"served-model"},"sequence_number":1}""";
        const string completed = """{"response":{"id":"resp_s","status":"completed","model" : "served-model","output":[],"usage":{"input_tokens":3,"output_tokens":2}},"type":"response.completed","sequence_number":2}""";
        var events = string.Concat(new[] { created, delta, completed }.Select(data => $"event: x\ndata: {data}\n\n"));
        fake.Behaviors.Next(Behavior.Replying(WireReply.Of(200, events, "text/event-stream")));
        var answer = await gateway.Client.PostAsync(Path, Ask("hello").With("stream", true), Token);

        Assert.Equal(events.Replace("\"model\" : \"served-model\"", $"\"model\" : \"{Model}\"", StringComparison.Ordinal), answer.Text);
        Assert.Equal("keeper", answer.Header("x-gengateway-backend"));
        Assert.False(fake.LastGeneration.Json.ContainsKey("stream_options"), "The Responses API tells its usage unasked.");
        Assert.Equal("completed", (await gateway.Client.GetAsync($"{Path}/resp_s", Token)).Expect(200).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("thought")]
    [InlineData("call")]
    [InlineData("cut by the limit")]
    public async Task What_OpenAI_streams_comes_through_and_is_found_again(string what)
    {
        var fake = OpenAi();
        fake.Reply = _ => what switch
        {
            "thought" => FakeReply.Usual with { Thought = ["Hm", "."] },
            "call" => FakeReply.Calling(new FakeToolCall("get_weather", """{"city":"Paris"}""") { Fragments = ["{\"ci", "ty\":\"Paris\"}"] }),
            "cut by the limit" => FakeReply.Usual with { FinishReason = "length" },
            _ => FakeReply.Usual,
        };
        var gateway = await StartAsync(Keeper(fake));
        var events = (await StreamAsync(gateway.Client, Ask("hello"), Path)).Events;

        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(item => item.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(what == "cut by the limit" ? "response.incomplete" : "response.completed", events[^1].GetProperty("type").GetString());
        var response = events[^1].GetProperty("response");
        Assert.Equal(Model, response.GetProperty("model").GetString());
        Assert.Equal(Model, events[0].GetProperty("response").GetProperty("model").GetString());
        Assert.Equal(response.GetRawText(), (await gateway.Client.GetAsync($"{Path}/{IdOf(response)}", Token)).Expect(200).GetRawText());
    }

    [Fact]
    public async Task Numbers_are_checked_and_what_nobody_keeps_is_refused_before_anybody_is_asked()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Keeper(fake));
        foreach (var (name, value) in new (string, JsonNode)[] { ("temperature", 3), ("top_p", -1), ("max_output_tokens", 0), ("background", true), ("conversation", "conv_1"), ("store", "yes") })
            (await gateway.Client.PostAsync(Path, Ask("hello").With(name, value), Token)).ExpectError(400, "invalid_value", name);
        Assert.Empty(fake.Generations);
    }

    [Fact]
    public async Task Without_input_only_a_backend_that_has_the_route_may_be_asked()
    {
        var (keeper, plain) = (OpenAi(), OpenAi());
        keeper.Behaviors.Next(Behavior.Replying(WireReply.Of(200, """{"id":"resp_1","object":"response","status":"completed","model":"served-model","output":[]}""", "application/json")));
        var gateway = await StartAsync(Keeper(keeper).Add("plain", "openai", plain.Endpoint, "plain-model", Served));

        (await gateway.Client.PostAsync(Path, new JsonObject { ["model"] = Model, ["prompt"] = new JsonObject { ["id"] = "pmpt_1" } }, Token)).Expect(200);
        Assert.Equal("pmpt_1", keeper.LastGeneration.Json["prompt"]!["id"]!.GetValue<string>());
        (await gateway.Client.PostAsync(Path, new JsonObject { ["model"] = "plain-model" }, Token)).ExpectError(400, "invalid_value", "input");
        (await gateway.Client.PostAsync(Path, new JsonObject { ["model"] = Model, ["input"] = new JsonObject() }, Token)).ExpectError(400, "invalid_value", "input");
        Assert.Empty(plain.Generations);
    }

    [Fact]
    public async Task A_backend_that_does_not_list_the_capability_is_asked_for_a_chat()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("plain", "openai", fake.Endpoint, Model, Served));
        var answer = await gateway.Client.PostAsync(Path, Ask("hello").With("include", new JsonArray("x")), Token);
        answer.Expect(200);
        Assert.Equal("/v1/chat/completions", fake.LastGeneration.Path);
        Assert.Equal("include", answer.Header("x-gengateway-dropped"));
    }

    [Fact]
    public async Task The_list_of_backends_shows_who_keeps_responses()
    {
        var gateway = await StartAsync(Keeper(OpenAi()));
        var capabilities = (await gateway.Client.GetAsync("/v1/backends/keeper", Token)).Expect(200).GetProperty("capabilities");
        Assert.Equal(["chat", "responses"], capabilities.EnumerateArray().Select(item => item.GetString()));
    }

    [Fact]
    public async Task It_is_explained_whether_a_body_passes_as_it_came()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Keeper(fake).Add("plain", "openai", OpenAi().Endpoint, "plain-model", Served));
        foreach (var (model, relays) in new[] { (Model, true), ("plain-model", false) })
        {
            var asked = new JsonObject { ["route"] = Path, ["body"] = Ask("hello").With("model", model) };
            Assert.Equal(relays, (await gateway.Client.PostAsync("/admin/explain", asked, Token)).Expect(200).GetProperty("relay").GetBoolean());
        }

        Assert.Empty(fake.Generations);
    }

    [Fact]
    public async Task A_job_gets_the_response_that_is_kept()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Keeper(fake));
        var request = GatewayClient.Post(Path, Ask("hello").With("stream", true).ToJsonString());
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
        var path = (await gateway.Client.SendAsync(request, Token)).Header("Location")!;
        var job = await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync(path, Token)).Expect(200),
            job => job.GetProperty("status").GetString() == "succeeded",
            TimeSpan.FromSeconds(60),
            "the job has ended",
            Token);
        var response = job.GetProperty("result");
        Assert.Equal("/v1/responses", fake.LastGeneration.Path);
        Assert.Equal(response.GetRawText(), (await gateway.Client.GetAsync($"{Path}/{IdOf(response)}", Token)).Expect(200).GetRawText());
    }

    [Theory]
    [InlineData("500")]
    [InlineData("429")]
    [InlineData("404")]
    [InlineData("failed in 200")]
    [InlineData("html in 200")]
    [InlineData("reset")]
    public async Task Another_backend_answers_with_a_chat_where_one_fails(string failure)
    {
        var (keeper, plain) = (OpenAi(), OpenAi());
        keeper.Behaviors.Standing = failure switch
        {
            "failed in 200" => Behavior.Replying(WireReply.Of(200, """{"id":"r","status":"failed","error":{"code":"server_error","message":"canary"},"output":[]}""", "application/json")),
            "html in 200" => Behavior.Replying(WireReply.Of(200, "<html>", "text/html")),
            "reset" => new Behavior { Drops = true },
            _ => Behavior.Replying(WireReply.Of(int.Parse(failure, System.Globalization.CultureInfo.InvariantCulture), "{}", "application/json")),
        };
        var gateway = await StartAsync(Keeper(keeper).Add("plain", "openai", plain.Endpoint, Model, Served), UpstreamSettings.Patient);
        var asked = 0;
        for (var i = 0; i < 4; i++)
        {
            var answer = await gateway.Client.PostAsync(Path, Ask("hello"), Token);
            Assert.Equal(FakeReply.Usual.Text, TextOf(answer.Expect(200)));
            Assert.Equal("plain", answer.Header("x-gengateway-backend"));
            asked += int.Parse(answer.Header("x-gengateway-attempts")!, System.Globalization.CultureInfo.InvariantCulture);
            // The gateway's own, since the backend that answered keeps nothing.
            (await gateway.Client.PostAsync(Path, Ask("more").With("previous_response_id", IdOf(answer.Json)).With("backend", "plain"), Token)).Expect(200);
            Assert.Equal(3, plain.LastGeneration.Json["messages"]!.AsArray().Count);
        }

        Assert.Equal(4 + keeper.Generations.Count, asked);
        Assert.NotEmpty(keeper.Generations);
    }

    [Theory]
    [InlineData(StreamEnding.Error)]
    [InlineData(StreamEnding.Clean)]
    [InlineData(StreamEnding.Cut)]
    [InlineData(StreamEnding.CutBetween)]
    [InlineData(StreamEnding.Reset)]
    [InlineData(StreamEnding.Garbage)]
    [InlineData(StreamEnding.BrokenUtf8)]
    public async Task A_stream_that_breaks_ends_with_the_error_event_and_is_not_kept(StreamEnding ending)
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Keeper(fake));
        fake.Behaviors.Next(Behavior.EndingAfter(4, ending));
        var outcome = await StreamAsync(gateway.Client, Ask("hello"), Path);

        var last = outcome.Events[^1];
        Assert.Equal("error", last.GetProperty("type").GetString());
        Assert.Equal(Enumerable.Range(0, outcome.Events.Count), outcome.Events.Select(item => item.GetProperty("sequence_number").GetInt32()));
        Assert.Contains("keeper", last.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(outcome.Events, item => item.GetProperty("type").GetString() is "response.completed" or "response.failed");
        (await gateway.Client.GetAsync($"{Path}/{IdOf(outcome.Events[0].GetProperty("response"))}", Token)).ExpectError(404, "not_found");
    }

    [Fact]
    public async Task The_clients_own_mistake_is_told_in_the_backends_words()
    {
        var (keeper, other) = (OpenAi(), OpenAi());
        keeper.RefusesUnknownFields = other.RefusesUnknownFields = true;
        var gateway = await StartAsync(Keeper(keeper).Add("other", "openai", other.Endpoint, Model, Served, Keeping), UpstreamSettings.Patient);
        var answer = await gateway.Client.PostAsync(Path, Ask("hello").With("x_unknown", 1), Token);
        Assert.Contains("Unrecognized request argument supplied: x_unknown", answer.Expect(400).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Single(keeper.Generations.Concat(other.Generations));
    }

    private static string TextOf(JsonElement response) =>
        string.Concat(response.GetProperty("output").EnumerateArray().SelectMany(item => item.GetProperty("content").EnumerateArray()).Select(part => part.GetProperty("text").GetString()));
}
