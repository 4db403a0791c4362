using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>OpenAI's Responses API, answered by the shipped model.</summary>
public sealed class ResponsesTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private const string Path = "/v1/responses";

    [Fact]
    public async Task A_response_is_answered_read_again_gone_on_from_and_deleted()
    {
        var first = (await Client.PostAsync(Path, Ask("Who are you?"), Token)).Expect(200);
        Assert.Equal("response", first.GetProperty("object").GetString());
        Assert.NotEqual("", TextOf(first).Trim());
        var id = first.GetProperty("id").GetString()!;

        Assert.Equal(first.GetRawText(), (await Client.GetAsync($"{Path}/{id}", Token)).Expect(200).GetRawText());
        var second = (await Client.PostAsync(Path, Ask("Thank you!").With("previous_response_id", id), Token)).Expect(200);
        Assert.True(Input(second) > Input(first), "It carries what was said before.");
        Assert.Equal(id, second.GetProperty("previous_response_id").GetString());

        Assert.True((await Client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"{Path}/{id}"), Token)).Expect(200).GetProperty("deleted").GetBoolean());
        (await Client.GetAsync($"{Path}/{id}", Token)).ExpectError(404, "not_found");
        (await Client.PostAsync(Path, Ask("Hm?").With("previous_response_id", id), Token)).ExpectError(400, "invalid_value", "previous_response_id");
    }

    [Fact]
    public async Task A_stream_ends_with_the_response_that_is_kept()
    {
        await using var stream = await Client.StreamAsync(Path, Ask("Who are you?"), Token);
        var rest = await stream.RestAsync(Token);
        Assert.False(rest.Done);
        Assert.Equal("response.created", rest.Events[0].GetProperty("type").GetString());
        Assert.Equal(Enumerable.Range(0, rest.Events.Count), rest.Events.Select(item => item.GetProperty("sequence_number").GetInt32()));
        var response = rest.Events[^1].GetProperty("response");
        Assert.Contains(rest.Events[^1].GetProperty("type").GetString(), new[] { "response.completed", "response.incomplete" });
        var id = response.GetProperty("id").GetString();
        Assert.Equal(TextOf(response), TextOf((await Client.GetAsync($"{Path}/{id}", Token)).Expect(200)));
    }

    [Fact]
    public async Task What_is_not_stored_is_not_there()
    {
        var response = (await Client.PostAsync(Path, Ask("Who are you?").With("store", false), Token)).Expect(200);
        (await Client.GetAsync($"{Path}/{response.GetProperty("id").GetString()}", Token)).ExpectError(404, "not_found");
    }

    [Fact]
    public async Task An_answer_that_the_limit_cut_is_incomplete()
    {
        var response = (await Client.PostAsync(Path, Ask("Tell me all about GenGateway.").With("max_output_tokens", 1), Token)).Expect(200);
        Assert.Equal("incomplete", response.GetProperty("status").GetString());
        Assert.Equal("max_output_tokens", response.GetProperty("incomplete_details").GetProperty("reason").GetString());
    }

    private static JsonObject Ask(string text) => new() { ["model"] = "tiny-chat", ["input"] = text, ["max_output_tokens"] = 20 };

    private static int Input(JsonElement response) => response.GetProperty("usage").GetProperty("input_tokens").GetInt32();

    private static string TextOf(JsonElement response) =>
        string.Concat(response.GetProperty("output").EnumerateArray().SelectMany(item => item.GetProperty("content").EnumerateArray()).Select(part => part.GetProperty("text").GetString()));
}
