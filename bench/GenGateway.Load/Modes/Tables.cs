namespace GenGateway.Load.Modes;

/// <summary>Writes a scenario's rows as a Markdown table.</summary>
internal static class Tables
{
    public static void Print(Scenario scenario, IReadOnlyList<Measured> rows, double strangers)
    {
        Console.WriteLine($"**{scenario.Title}** (others used {strangers:P0} of the machine meanwhile)");
        Console.WriteLine();
        if (scenario.Stream)
            Streams(scenario, rows);
        else
            Whole(rows);
        Console.WriteLine();
    }

    private static void Whole(IReadOnlyList<Measured> rows)
    {
        var nginx = rows.FirstOrDefault(static row => row.Target.Name.StartsWith("nginx", StringComparison.Ordinal));
        var direct = rows.FirstOrDefault(static row => row.Target.Processes.Count == 0);
        Console.WriteLine("| | requests/s | CPU ms per 1k | × nginx | rounds ÷ mean | p50 / p99 µs | added p50 / p99 µs | errors | RSS MB | driver + upstream CPU ms per 1k |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var row in rows)
        {
            var own = row.Target.Processes.Count == 0 ? "| – | – | – " : $"| {row.PerThousand:0.0} | {Ratio(row.PerThousand, nginx?.PerThousand)} | {row.Swing} ";
            var added = direct is null || row == direct ? "–" : $"{row.Latency.P50 - direct.Latency.P50:0} / {row.Latency.P99 - direct.Latency.P99:0}";
            Console.WriteLine($"| {row.Name} | {row.Requests / row.Seconds:0} {own}| {row.Latency.P50:0} / {row.Latency.P99:0} | {added} | {row.Errors} | {Megabytes(row.Kilobytes)} | {row.Around(stream: false):0.0} |");
        }
    }

    private static void Streams(Scenario scenario, IReadOnlyList<Measured> rows)
    {
        var nginx = rows.FirstOrDefault(static row => row.Target.Name.StartsWith("nginx", StringComparison.Ordinal));
        var perStream = scenario.Held ? " | RSS KB per stream" : "";
        Console.WriteLine($"| | streams/s | CPU s per 1M events | × nginx | rounds ÷ mean | first event p50 / p99 µs | event travel p50 / p99 µs, worst ms | broken | RSS MB{perStream} | driver + upstream CPU s per 1M |");
        Console.WriteLine($"|---|---|---|---|---|---|---|---|---|---{(scenario.Held ? "|---" : "")}|");
        foreach (var row in rows)
        {
            var own = row.Target.Processes.Count == 0 ? "| – | – | – " : $"| {row.PerMillionEvents:0.0} | {Ratio(row.PerMillionEvents, nginx?.PerMillionEvents)} | {row.Swing} ";
            var held = scenario.Held ? $" | {(row.Kilobytes == 0 ? "–" : $"{(row.Kilobytes - row.Before) / (double)scenario.Connections:0}")}" : "";
            Console.WriteLine($"| {row.Name} | {row.Requests / row.Seconds:0} {own}| {row.First.P50:0} / {row.First.P99:0} | {row.Travel.P50:0} / {row.Travel.P99:0}, {row.Travel.Worst / 1000:0.0} | {row.Errors} | {Megabytes(row.Kilobytes)}{held} | {row.Around(stream: true):0.0} |");
        }
    }

    private static string Ratio(double value, double? anchor) => anchor is > 0 ? $"{value / anchor:0.00}" : "–";

    private static string Megabytes(long kilobytes) => kilobytes == 0 ? "–" : $"{kilobytes / 1024.0:0}";
}
