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
        Console.WriteLine("| bytes allocated | whole answer | stream | relayed event | translated event |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var form in new[] { new GatewayForm("records full"), new GatewayForm("text none") { RecordText = "none" } })
        {
            var home = place.Folder(form.Name.Replace(' ', '-'));
            var endpoint = Loopback.FreePort();
            form.Write(home, endpoint, mock);
            await using var gateway = await HostedGateway.StartAsync(home);
            var direct = Lanes(mock, translated: false);
            var through = Lanes(endpoint, translated: true);
            Console.WriteLine($"| {form.Name} | {through.Whole - direct.Whole:0} | {through.Stream - direct.Stream:0} | {through.Event - direct.Event:0.0} | {through.Translated - direct.Event:0.0} |");
        }
    }

    /// <summary>What a whole answer's allocations consist of.</summary>
    public static async Task TypesAsync()
    {
        using var upstream = new MockUpstream(0);
        new Thread(upstream.Run) { IsBackground = true }.Start();
        using var place = new Workplace();
        var home = place.Folder("types");
        var endpoint = Loopback.FreePort();
        new GatewayForm("types").Write(home, endpoint, new IPEndPoint(IPAddress.Loopback, upstream.Port));
        await using var gateway = await HostedGateway.StartAsync(home);
        var request = RequestForm.Chat(stream: false);
        Run(endpoint, request, Requests, 0);
        using var types = new AllocationTypes();
        Run(endpoint, request, Requests, 0);
        Console.WriteLine("| whole answers: type | part of the bytes allocated |");
        Console.WriteLine("|---|---|");
        foreach (var (type, part) in types.Most(40))
            Console.WriteLine($"| `{type}` | {part:P1} |");
    }

    private static (double Whole, double Stream, double Event, double Translated) Lanes(IPEndPoint target, bool translated)
    {
        var whole = PerRequest(target, RequestForm.Chat(stream: false), Requests, 0);
        var stream = PerRequest(target, Chat(Short), Streams, Short);
        var slope = Slope(target, Chat);
        return (whole, stream, slope, translated ? Slope(target, static events => RequestForm.Chat(stream: true, events: events, model: RequestForm.Translated)) : slope);
    }

    private static byte[] Chat(int events) => RequestForm.Chat(stream: true, events: events);

    private static double Slope(IPEndPoint target, Func<int, byte[]> request) =>
        (PerRequest(target, request(Long), Streams, Long) - PerRequest(target, request(Short), Streams, Short)) / (Long - Short);

    private static double PerRequest(IPEndPoint target, byte[] request, int count, int events)
    {
        // The first run fills pools and compiles; the second is counted.
        _ = Run(target, request, count / 4, events);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var answered = Run(target, request, count, events);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)answered;
    }

    private static long Run(IPEndPoint target, byte[] request, int count, int events)
    {
        var result = Driver.Run(new DrivePlan
        {
            Target = target,
            Request = request,
            Stream = events > 0,
            Events = events,
            Connections = 8,
            MostRequests = count,
            // Nothing is timed here, so the driver keeps no samples: everything is warm-up.
            Warmup = TimeSpan.FromMinutes(10),
            Duration = TimeSpan.Zero,
        });
        if (result.Errors > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{result.Errors} of {count} answers failed at {target}."));
        return result.Acknowledged;
    }
}
