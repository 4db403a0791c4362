using System.Net;
using System.Text.Json;
using GenGateway.Load.Drive;
using GenGateway.Load.Net;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Records;

/// <summary>Reads a gateway's records over its own route.</summary>
internal static class Transactions
{
    private const int Page = 1000;

    /// <summary>How many there are.</summary>
    public static long Total(IPEndPoint gateway)
    {
        using var page = JsonDocument.Parse(Loopback.Page(gateway, "/transactions?limit=1", RequestForm.Key));
        return page.RootElement.GetProperty("total").GetInt64();
    }

    /// <summary>Waits until there are as many as expected, or until five seconds brought no more: records are written behind the answers.</summary>
    public static long Settled(IPEndPoint gateway, long expected)
    {
        using var pause = new Poller();
        var (total, changed) = (Total(gateway), Ticks.Now);
        while (total != expected && Ticks.Now - changed < 5 * Ticks.PerSecond)
        {
            pause.Wait(100 * Ticks.PerMillisecond);
            var now = Total(gateway);
            if (now != total)
                (total, changed) = (now, Ticks.Now);
        }

        return total;
    }

    /// <summary>Request id and outcome of all of them.</summary>
    public static IReadOnlyDictionary<string, string> All(IPEndPoint gateway)
    {
        var all = new Dictionary<string, string>();
        string? cursor = null;
        do
        {
            using var page = JsonDocument.Parse(Loopback.Page(gateway, $"/transactions?limit={Page}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", RequestForm.Key));
            foreach (var item in page.RootElement.GetProperty("transactions").EnumerateArray())
                all.Add(item.GetProperty("request_id").GetString()!, item.GetProperty("status").GetString()!);
            cursor = page.RootElement.GetProperty("next") is { ValueKind: JsonValueKind.String } next ? next.GetString() : null;
        }
        while (cursor is not null);
        return all;
    }
}
