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

    // At a pace most events are waited for: what waiting costs is counted, too. Fewer streams are enough, and take a while.
    private const int PaceMicroseconds = 1000;
    private const int PacedStreams = 200;
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
        (GatewayForm Form, int Pace)[] rows =
        [
            (new("records full"), 0),
            (new("text none") { RecordText = "none" }, 0),
            (new("records full, events 1 ms apart"), PaceMicroseconds),
        ];
        foreach (var (form, pace) in rows)
        {
            var home = place.Folder(form.Name.Replace(' ', '-').Replace(',', '-'));
            var endpoint = Loopback.FreePort();
            form.Write(home, endpoint, mock);
            await using var gateway = await HostedGateway.StartAsync(home);
            double Added(Func<IPEndPoint, double> measure) => measure(endpoint) - measure(mock);
            var whole = Added(static target => PerRequest(target, Pairing.Relayed, 0, 0));
            var stream = Added(target => PerRequest(target, Pairing.Relayed, Short, pace));
            var direct = Slope(mock, Pairing.Relayed, pace);
            var events = Pairing.Others.Prepend(Pairing.Relayed).Select(pairing => $" {Slope(endpoint, pairing, pace) - direct:0.0} |");
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
        var (what, pairing, events, pace) = number == 0
            ? ("whole answers", Pairing.Relayed, 0, 0)
            : ($"streams{Pairing.Others[number - 1].Suffix}", Pairing.Others[number - 1], Long, PaceMicroseconds);
        var home = place.Folder("types");
        var endpoint = Loopback.FreePort();
        new GatewayForm("types").Write(home, endpoint, new IPEndPoint(IPAddress.Loopback, upstream.Port));
        await using var gateway = await HostedGateway.StartAsync(home);
        Run(endpoint, pairing, Count(events, pace), events, pace);
        using var types = new AllocationTypes();
        Run(endpoint, pairing, Count(events, pace), events, pace);
        Console.WriteLine($"| {what}: type | part of the bytes allocated |");
        Console.WriteLine("|---|---|");
        foreach (var (type, part) in types.Most(40))
            Console.WriteLine($"| `{type}` | {part:P1} |");
    }

    private static double Slope(IPEndPoint target, Pairing pairing, int pace) =>
        (PerRequest(target, pairing, Long, pace) - PerRequest(target, pairing, Short, pace)) / (Long - Short);

    private static int Count(int events, int pace) => events == 0 ? Requests : pace == 0 ? Streams : PacedStreams;

    private static double PerRequest(IPEndPoint target, Pairing pairing, int events, int pace)
    {
        var count = Count(events, pace);
        // The first run fills pools and compiles; the second is counted.
        _ = Run(target, pairing, count / 4, events, pace);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var answered = Run(target, pairing, count, events, pace);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)answered;
    }

    // No events: whole answers.
    private static long Run(IPEndPoint target, Pairing pairing, int count, int events, int pace)
    {
        var result = Driver.Run(new DrivePlan
        {
            Target = target,
            Request = pairing.Request(events > 0, pace, events),
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
