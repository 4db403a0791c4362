using System.Globalization;
using System.Net;
using GenGateway.Load.Drive;
using GenGateway.Load.Targets;
using GenGateway.Load.Upstream;

namespace GenGateway.Microbenchmarks;

/// <summary>
/// What the gateway allocates for a request, a stream and an event: the whole process counted, with the gateway, the driver and the mock in it, minus
/// the same without the gateway. The cost of one event is the slope between short and long streams.
/// </summary>
internal static class FastLane
{
    private const int Requests = 20_000;
    private const int Streams = 2_000;
    private const int Short = 64;
    private const int Long = 320;

    public static async Task RunAsync()
    {
        using var upstream = new MockUpstream(0);
        new Thread(upstream.Run) { IsBackground = true }.Start();
        var mock = new IPEndPoint(IPAddress.Loopback, upstream.Port);
        using var place = new Workplace();
        Console.WriteLine($"| bytes allocated | whole answer | stream | event |{string.Concat(Pairing.Others.Select(static other => $" event{other.Suffix} |"))}");
        Console.WriteLine($"|---|---|---|---|{string.Concat(Pairing.Others.Select(static _ => "---|"))}");
        foreach (var form in new[] { new GatewayForm("records full"), new GatewayForm("text none") { RecordText = "none" } })
        {
            var home = place.Folder(form.Name.Replace(' ', '-'));
            var endpoint = Loopback.FreePort();
            form.Write(home, endpoint, mock);
            await using var gateway = await HostedGateway.StartAsync(home);
            double Added(Func<IPEndPoint, double> measure) => measure(endpoint) - measure(mock);
            var whole = Added(static target => PerRequest(target, Pairing.Relayed, Requests, 0));
            var stream = Added(static target => PerRequest(target, Pairing.Relayed, Streams, Short));
            var direct = Slope(mock, Pairing.Relayed);
            var events = Pairing.Others.Prepend(Pairing.Relayed).Select(pairing => $" {Slope(endpoint, pairing) - direct:0.0} |");
            Console.WriteLine($"| {form.Name} | {whole:0} | {stream:0} |{string.Concat(events)}");
        }
    }

    /// <summary>What the allocations of a whole answer consist of, or those of a pairing's long streams.</summary>
    /// <param name="number">Which of <see cref="Pairing.Others"/>, from 1; 0: whole answers.</param>
    public static async Task TypesAsync(int number)
    {
        using var upstream = new MockUpstream(0);
        new Thread(upstream.Run) { IsBackground = true }.Start();
        using var place = new Workplace();
        var (what, pairing, count, events) = number == 0
            ? ("whole answers", Pairing.Relayed, Requests, 0)
            : ($"streams{Pairing.Others[number - 1].Suffix}", Pairing.Others[number - 1], Streams, Long);
        var home = place.Folder("types");
        var endpoint = Loopback.FreePort();
        new GatewayForm("types").Write(home, endpoint, new IPEndPoint(IPAddress.Loopback, upstream.Port));
        await using var gateway = await HostedGateway.StartAsync(home);
        Run(endpoint, pairing, count, events);
        using var types = new AllocationTypes();
        Run(endpoint, pairing, count, events);
        Console.WriteLine($"| {what}: type | part of the bytes allocated |");
        Console.WriteLine("|---|---|");
        foreach (var (type, part) in types.Most(40))
            Console.WriteLine($"| `{type}` | {part:P1} |");
    }

    private static double Slope(IPEndPoint target, Pairing pairing) =>
        (PerRequest(target, pairing, Streams, Long) - PerRequest(target, pairing, Streams, Short)) / (Long - Short);

    private static double PerRequest(IPEndPoint target, Pairing pairing, int count, int events)
    {
        // The first run fills pools and compiles; the second is counted.
        _ = Run(target, pairing, count / 4, events);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var answered = Run(target, pairing, count, events);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)answered;
    }

    // No events: whole answers.
    private static long Run(IPEndPoint target, Pairing pairing, int count, int events)
    {
        var result = Driver.Run(new DrivePlan
        {
            Target = target,
            Request = pairing.Request(events > 0, events: events),
            Stream = events > 0,
            Terminator = pairing.Terminator,
            Events = events,
            Connections = 8,
            MostRequests = count,
            // Nothing is timed here, so the driver keeps no samples: everything is warm-up.
            Warmup = TimeSpan.FromMinutes(10),
            Duration = TimeSpan.Zero,
        });
        if (result.Errors > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{result.Errors} of {count} answers failed at {target}{pairing.Suffix}."));
        return result.Acknowledged;
    }
}
