namespace GenGateway.Load.Engine;

/// <summary>
/// <c>engine URL [MODEL [END_TOKENS]]</c>: the pace of one stream at its beginning and its end, and 1 to 8 streams at once.
/// END_TOKENS: ids, comma-separated, that are forbidden (logit_bias -100) so that answers run to their limit.
/// </summary>
internal static class EngineMode
{
    private const int Tokens = 600;
    private const string Prompt = "Tell me a story about a fox.";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var url = new Uri(arguments.Plain is [var given, ..] ? given : "http://127.0.0.1:8080/");
        var model = arguments.Plain is [_, var named, ..] ? named : null;
        var forbidden = arguments.Plain is [_, _, var ids] ? string.Join(',', ids.Split(',').Select(id => $"\"{id}\":-100")) : "";
        using var handler = new SocketsHttpHandler();
        using var http = new HttpClient(handler) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(10));

        await ChatStream.RunAsync(http, model, forbidden, Prompt, 8, bound.Token);

        Console.WriteLine("| one stream | events | first, ms | pace at events 10–60, ms | pace at the last 50, ms |");
        Console.WriteLine("|---|---|---|---|---|");
        var one = await ChatStream.RunAsync(http, model, forbidden, Prompt, Tokens, bound.Token);
        Console.WriteLine($"| {(one.Complete ? "complete" : "BROKEN")} | {one.Events.Count} | {one.First.TotalMilliseconds:0.0} | {Pace(one.Events, 10, 60):0.00} | {Pace(one.Events, one.Events.Count - 51, one.Events.Count - 1):0.00} |");
        Console.WriteLine("");
        Console.WriteLine("| streams at once | complete | first event, median ms | first event, worst ms | events/s in all | every first before any last |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var streams in new[] { 1, 2, 4, 8 })
        {
            var clock = TimeProvider.System;
            var began = clock.GetTimestamp();
            var all = await Task.WhenAll(Enumerable.Range(0, streams).Select(_ => ChatStream.RunAsync(http, model, forbidden, Prompt, Tokens, bound.Token)));
            var seconds = clock.GetElapsedTime(began).TotalSeconds;
            var firsts = all.Select(stream => stream.First.TotalMilliseconds).Order().ToArray();
            var fair = all.Max(stream => stream.First) < all.Min(stream => stream.Last);
            Console.WriteLine($"| {streams} | {all.Count(stream => stream.Complete)} | {firsts[firsts.Length / 2]:0.0} | {firsts[^1]:0.0} | {all.Sum(stream => stream.Events.Count) / seconds:0} | {(fair ? "yes" : "no")} |");
        }

        return 0;
    }

    private static double Pace(IReadOnlyList<TimeSpan> events, int from, int to) =>
        from < 0 || to >= events.Count || to <= from ? double.NaN : (events[to] - events[from]).TotalMilliseconds / (to - from);
}
