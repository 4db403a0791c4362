using System.Text.Json;
using GenGateway.TestKit;
using GenGateway.TestKit.Anthropic;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Tests.TestKit;

/// <summary>The vendors' own clients take the fakes for what they imitate.</summary>
public sealed class FakeSdkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Anthropics_own_client_takes_the_fake_for_Anthropic()
    {
        await using var fake = new FakeAnthropic { Models = ["m", "n"] };
        fake.Reply = request => request.Text.Contains("tool_result", StringComparison.Ordinal) ? FakeReply.Saying("It is ", "sunny")
            : request.Text.Contains("weather\"", StringComparison.Ordinal) ? new FakeReply { Thought = ["Look", " outside"], Pieces = [], ToolCalls = [new FakeToolCall("get_weather", """{"city":"Paris"}""") { Fragments = ["{\"ci", "ty\":\"Paris\"}"] }] }
            : FakeReply.Usual;
        // The script asks in this order; what breaks comes near the end.
        fake.Behaviors.Next(Behavior.Usual, new Behavior { Between = [AnthropicEvents.Ping] }, Behavior.Usual, Behavior.Usual, Behavior.Usual, Behavior.EndingAfter(2, StreamEnding.Error), Behavior.Replying(AnthropicReplies.Overloaded));

        var told = await NodeScript.RunAsync("fake-anthropic.mjs", "@anthropic-ai/sdk", [fake.Endpoint, "m"], Token);

        Assert.Equal(FakeReply.Usual.Text, told.GetProperty("whole").GetProperty("text").GetString());
        Assert.Equal(46, told.GetProperty("whole").GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.Equal((FakeReply.Usual.Text, "end_turn", 12), (told.GetProperty("streamed").GetProperty("text").GetString(), told.GetProperty("streamed").GetProperty("stop").GetString(), told.GetProperty("streamed").GetProperty("output").GetInt32()));
        Assert.Equal(["thinking", "tool_use"], told.GetProperty("called").GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal("Paris", told.GetProperty("called").GetProperty("input").GetProperty("city").GetString());
        Assert.Equal("It is sunny", told.GetProperty("answered").GetString());
        Assert.Equal(46, told.GetProperty("counted").GetInt32());
        Assert.Equal(("NotFoundError", 404, "not_found_error"), Refusal(told.GetProperty("unknown")));
        Assert.StartsWith("req_", told.GetProperty("unknown").GetProperty("requestId").GetString(), StringComparison.Ordinal);
        Assert.Equal("overloaded_error", told.GetProperty("broken").GetProperty("type").GetString());
        Assert.Equal((529, "overloaded_error"), (told.GetProperty("overloaded").GetProperty("status").GetInt32(), told.GetProperty("overloaded").GetProperty("type").GetString()));
        Assert.Equal(["m", "n"], told.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
    }

    private static (string?, int, string?) Refusal(JsonElement refusal) =>
        (refusal.GetProperty("name").GetString(), refusal.GetProperty("status").GetInt32(), refusal.GetProperty("type").GetString());
}
