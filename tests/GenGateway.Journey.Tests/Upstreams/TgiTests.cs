using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Tgi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>OpenAI's clients before Text Generation Inference.</summary>
public sealed class TgiTests : UpstreamTest
{
    [Fact]
    public async Task Chats_and_completions_are_streamed_and_whole_and_the_model_is_found()
    {
        var fake = Keep(new FakeTgi());
        var gateway = await StartAsync(new Backends().Add("tgi", "tgi", fake.Endpoint));
        var model = (await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync("/v1/models", Token)).Expect(200).GetProperty("data"),
            static models => models.GetArrayLength() == 1,
            TimeSpan.FromSeconds(30),
            "the model is found",
            Token))[0].GetProperty("id").GetString();

        Assert.Equal(fake.Model, model);
        (await StreamAsync(gateway.Client, Question(model!))).ExpectWhole(FakeReply.Usual.Text);
        (await StreamAsync(gateway.Client, new JsonObject { ["model"] = model, ["prompt"] = "Once" }, "/v1/completions")).ExpectWhole(FakeReply.Usual.Text);
        var chat = (await gateway.Client.PostAsync("/v1/chat/completions", Question(model!), Token)).Expect(200);
        Assert.Equal(FakeReply.Usual.Text, chat.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        var completion = (await gateway.Client.PostAsync("/v1/completions", new JsonObject { ["model"] = model, ["prompt"] = "Once", ["top_p"] = 1, ["temperature"] = 0 }, Token)).Expect(200);
        Assert.Equal((FakeReply.Usual.Text, "stop"), (completion.GetProperty("choices")[0].GetProperty("text").GetString(), completion.GetProperty("choices")[0].GetProperty("finish_reason").GetString()));
        Assert.Equal(46, completion.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_text_that_a_chat_sends_along_is_in_no_record(bool stream)
    {
        var fake = Keep(new FakeTgi { Reply = static _ => FakeReply.Saying("Hello", " E", "ND") with { StoppedBy = " END" } });
        var gateway = await StartAsync(new Backends().Add("tgi", "tgi", fake.Endpoint, Model));
        Assert.Equal(200, (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stop", " END").With("stream", stream), Token)).Status);
        var record = Assert.Single((await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions").EnumerateArray());
        Assert.Equal("Hello", record.GetProperty("response").GetString());
    }

    [Fact]
    public async Task What_its_validation_refuses_is_the_clients_own_mistake_and_what_it_is_not_told_is_named()
    {
        var fake = Keep(new FakeTgi());
        var gateway = await StartAsync(new Backends().Add("tgi", "tgi", fake.Endpoint, Model));
        (await gateway.Client.PostAsync("/v1/completions", new JsonObject { ["model"] = Model, ["prompt"] = "Once", ["max_tokens"] = 100_000 }, Token)).ExpectError(400, "context_length_exceeded");
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question().With("presence_penalty", 1).With("logit_bias", new JsonObject { ["1"] = 1 }), Token);

        answer.Expect(200);
        Assert.Equal("presence_penalty, logit_bias", answer.Header("x-gengateway-dropped"));
    }
}
