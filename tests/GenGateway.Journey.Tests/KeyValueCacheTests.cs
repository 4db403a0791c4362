using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>What was computed once is kept: each further token costs one row, near the beginning and far behind it.</summary>
public sealed class KeyValueCacheTests : JourneyTest
{
    private const string Model = "endless";

    [Fact]
    public async Task One_row_is_computed_per_decode_step_at_token_10_and_at_token_500()
    {
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, Model) });
        List<EngineCounters> work = [];
        foreach (var length in new[] { 10, 20, 500, 510 })
        {
            var before = await EngineCounters.ReadAsync(gateway.Client, Model, Token);
            var answer = (await gateway.Client.PostAsync("/v1/completions", Prompt(length), Token)).Expect(200);
            Assert.Equal(length, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
            Assert.Equal(50, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
            work.Add((await EngineCounters.ReadAsync(gateway.Client, Model, Token)).Since(before));
        }

        Assert.All(work, one => Assert.Equal(50, one.PrefillRows));
        Assert.All(work, one => Assert.Equal(one.DecodeSteps, one.DecodeRows));
        // Ten tokens more are ten rows more, behind the tenth token as behind the five hundredth.
        Assert.Equal(10, work[1].DecodeRows - work[0].DecodeRows);
        Assert.Equal(10, work[3].DecodeRows - work[2].DecodeRows);
        Assert.Equal(480, work[2].DecodeRows - work[1].DecodeRows);
    }

    private static JsonObject Prompt(int length) =>
        Bodies.Completion(new JsonArray([.. Enumerable.Range(100, 50).Select(token => (JsonNode)JsonValue.Create(token))]))
            .With("model", Model).With("temperature", 0).With("max_tokens", length);
}
