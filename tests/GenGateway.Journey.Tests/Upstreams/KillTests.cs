using System.Collections.Concurrent;
using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A kill in the middle of a crowd: what a client saw to its end is recorded, and everything that was begun has a final status.</summary>
public sealed class KillTests : UpstreamTest
{
    private const int Requests = 300;
    private const int AtOnce = 24;
    private const int KillAfter = 120;
    private const string Cut = "kill-cut-in-the-middle";

    private static readonly string[] Ends = ["succeeded", "failed", "cancelled", "interrupted"];

    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("gengateway-store-");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_stream_that_a_client_saw_to_its_end_is_recorded_once_and_every_other_at_most_once()
    {
        var fake = OpenAi();
        var backends = new Backends().Add("one", "openai", fake.Endpoint, Model, Served);
        var first = await StartAsync(backends, more: Kept);

        // One that certainly is in its middle when the end comes.
        fake.Behaviors.Next(Behavior.Holding(HoldPlace.BehindPieces, 2));
        await using var cut = await first.Client.StreamAsync("/v1/chat/completions", Question(), Token, Cut);
        Assert.Equal("Hello world", await cut.NextTextAsync(Token) + await cut.NextTextAsync(Token));

        fake.Behaviors.Standing = new Behavior { PieceDelay = TimeSpan.FromMilliseconds(4) };
        var done = await CrowdAsync(first);
        Assert.InRange(done.Count, KillAfter, Requests - 1);

        var second = await StartAsync(backends, more: Kept);
        var records = await RecordsAsync(second);
        Assert.Empty(records.Values.Where(found => found.Count > 1).Select(found => found[0].GetProperty("request_id").GetString()));
        foreach (var id in done)
        {
            var record = Assert.Single(records.GetValueOrDefault(id, []));
            Assert.Equal(("succeeded", FakeReply.Usual.Text), (Text(record, "status"), Text(record, "response")));
        }

        Assert.All(records.Values, found => Assert.Contains(Text(found[0], "status"), Ends));
        // The record comes before the terminator: it may be there though the terminator never arrived, for those that were under way.
        var unseen = records.Where(pair => !done.Contains(pair.Key)).ToArray();
        Assert.InRange(unseen.Length, 1, AtOnce + 1);
        var interrupted = Assert.Single(records[Cut]);
        Assert.Equal(("interrupted", "one"), (Text(interrupted, "status"), Text(interrupted, "backend")));
    }

    /// <summary>Sends them all, ends the program at once when enough were answered, and returns the ids of those that came to their end.</summary>
    private async Task<HashSet<string>> CrowdAsync(GatewayProcess gateway)
    {
        var done = new ConcurrentBag<string>();
        var next = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task AskAsync()
        {
            int number;
            while ((number = Interlocked.Increment(ref next)) <= Requests && !gateway.HasExited)
            {
                var id = $"kill-{number}";
                try
                {
                    await using var stream = await gateway.Client.StreamAsync("/v1/chat/completions", Question(), Token, id);
                    var outcome = await StreamOutcome.ReadAsync(stream, Token);
                    if (outcome.Done)
                        done.Add(id);
                }
                catch (Exception broken) when (broken is HttpRequestException or IOException)
                {
                    // The program is gone, or was never reached any more.
                }

                if (done.Count >= KillAfter)
                    enough.TrySetResult();
            }
        }

        var clients = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => AskAsync()));
        await Task.WhenAny(enough.Task, clients);
        await gateway.KillAsync(Token);
        await clients;
        return [.. done];
    }

    private async Task<Dictionary<string, List<JsonElement>>> RecordsAsync(GatewayProcess gateway)
    {
        var records = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var page = (await gateway.Client.GetAsync($"/transactions?limit=100{(next is null ? "" : $"&cursor={next}")}", Token)).Expect(200);
            foreach (var record in page.GetProperty("transactions").EnumerateArray())
            {
                var id = Text(record, "request_id")!;
                if (!records.TryGetValue(id, out var found))
                    records[id] = found = [];
                found.Add(record);
            }

            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        return records;
    }

    private static string? Text(JsonElement record, string name) => record.GetProperty(name).GetString();

    private GatewayOptions Kept(GatewayOptions options) => options.WithEnvironment("DATABASE_CONNECTION_STRING", $"sqlite:file:{place.FullName}/database.db?mode=rwc");
}
