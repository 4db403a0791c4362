using System.Diagnostics;
using System.Globalization;
using GenGateway.Recording;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Storage;

public sealed class KillTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_kill_every_acknowledged_settlement_is_there_once_and_the_rest_is_interrupted()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("data/database.db");
        var acknowledged = await KillWhileRecordingAsync(path, atLeast: 3000);

        await using var records = Records.Open(path);
        var stored = new List<Transaction>();
        for (TransactionCursor? cursor = null; ;)
        {
            var page = await records.ListAsync(new TransactionQuery { Limit = 1000, Cursor = cursor });
            stored.AddRange(page.Transactions);
            if (page.Next is null)
                break;
            cursor = page.Next;
        }

        Assert.Equal(stored.Count, stored.Select(transaction => transaction.Prompt).Distinct().Count());
        var succeeded = stored.Where(transaction => transaction.Status == RecordStatus.Succeeded).ToDictionary(transaction => transaction.Prompt, transaction => transaction.Response);
        Assert.All(acknowledged, number => Assert.Equal($"response {number}", succeeded[$"prompt {number}"]));
        // One more may be written and not said: the kill came between the two.
        Assert.InRange(succeeded.Count - acknowledged.Count, 0, 1);
        var open = stored.Where(transaction => transaction.Status == RecordStatus.Interrupted).ToList();
        Assert.Equal(stored.Count, succeeded.Count + open.Count);
        Assert.InRange(open.Count(transaction => Number(transaction) % 10 != 9), 0, 1);
        Assert.Equal(acknowledged.Max() / 10, open.Count(transaction => Number(transaction) % 10 == 9), 1.0);
    }

    private static int Number(Transaction transaction) => int.Parse(transaction.Prompt.AsSpan("prompt ".Length), CultureInfo.InvariantCulture);

    private static async Task<List<int>> KillWhileRecordingAsync(string path, int atLeast)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "GenGateway.Tests")) { RedirectStandardOutput = true };
        start.Environment[KilledWriter.Variable] = path;
        using var child = Process.Start(start)!;
        var acknowledged = new List<int>();
        while (await child.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            acknowledged.Add(int.Parse(line, CultureInfo.InvariantCulture));
            if (acknowledged.Count == atLeast)
                child.Kill();
        }

        await child.WaitForExitAsync(Cancel);
        Assert.NotEqual(0, child.ExitCode);
        return acknowledged;
    }
}
