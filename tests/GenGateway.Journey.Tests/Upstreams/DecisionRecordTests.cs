using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A transaction tells which backends were asked and what each said, where that is worth telling.</summary>
public sealed class DecisionRecordTests : UpstreamTest
{
    [Fact]
    public async Task Each_attempt_stands_in_the_record_and_an_answer_at_once_leaves_none()
    {
        var (bad, good) = (OpenAi(), OpenAi());
        bad.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var gateway = await StartAsync(
            new Backends().Add("bad", "openai", bad.Endpoint, Model, Served, "weight: 1000").Add("good", "openai", good.Endpoint, Model, Served, "weight: 1"),
            "engine: { enabled: false }\nbreaker: { failures: 1000 }\nrouting: { default_strategy: weighted_round_robin, retry: { max_attempts: 4, backoff_ms: 1 } }\n");
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("backend", "good"), Token)).Expect(200);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("backend", "bad"), Token)).ExpectError(502, "backend_error");

        var records = (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions").EnumerateArray().ToArray();
        Assert.Equal(3, records.Length);
        var (failed, direct, moved) = (Decision(records[0]), records[1].GetProperty("decision"), Decision(records[2]));
        Assert.Equal(JsonValueKind.Null, direct.ValueKind);
        Assert.Equal(("bad", "backend_error", 500), Said(Assert.Single(failed)));
        Assert.Equal(2, moved.Length);
        Assert.Equal(("bad", "backend_error", 500), Said(moved[0]));
        Assert.Equal(("good", "ok", (int?)null), Said(moved[1]));
        Assert.Equal(good.Endpoint, moved[1].GetProperty("endpoint").GetString());
        Assert.Equal(Served, moved[1].GetProperty("model").GetString());
        Assert.InRange(moved[1].GetProperty("started_ms").GetInt64(), moved[0].GetProperty("started_ms").GetInt64(), 60_000);
    }

    private static JsonElement[] Decision(JsonElement record) => [.. record.GetProperty("decision").EnumerateArray()];

    private static (string?, string?, int?) Said(JsonElement attempt) => (
        attempt.GetProperty("backend").GetString(),
        attempt.GetProperty("outcome").GetString(),
        attempt.GetProperty("upstream_status") is { ValueKind: JsonValueKind.Number } status ? status.GetInt32() : null);
}
