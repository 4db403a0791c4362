using System.Net;
using GenGateway.Load.Drive;
using GenGateway.Load.Modes;
using GenGateway.Load.Records;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Soak;

/// <summary>
/// <c>soak</c>: mixed load for minutes, resident memory every ten seconds. Options: <c>--gateway PATH</c>, <c>--models DIR</c>, <c>--minutes</c>,
/// <c>--inline yes|no</c>.
/// </summary>
internal static class SoakMode
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var program = Path.GetFullPath(arguments.Text("gateway", "artifacts/publish/gengateway-linux-x64/gengateway"));
        var length = TimeSpan.FromMinutes(arguments.Number("minutes", 10));
        using var place = new Workplace();
        var (mock, direct) = Mock.Start(place);
        using var ownMock = mock;
        var form = new GatewayForm("soak") { InlineIo = arguments.Text("inline", "no") == "yes", Models = Path.GetFullPath(arguments.Text("models", "models")) };
        var (process, target) = Gateway.Start(place, program, direct.Endpoint, form);
        using var ownProcess = process;
        Console.WriteLine(MachineLine.Text());
        Console.WriteLine();
        Console.WriteLine("| second | RSS MB | whole | streams | engine | refused on purpose | unexpected errors |");
        Console.WriteLine("|---|---|---|---|---|---|---|");

        using var over = new CancellationTokenSource();
        var (whole, streams, engine, failing) = (new SoakCount(), new SoakCount(), new SoakCount(), new SoakCount());
        var leavers = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Leavers.RunAsync(target.Endpoint, over.Token)));
        Task[] loads =
        [
            DriveLoop.RunAsync(Plan(target.Endpoint, RequestForm.Chat(stream: false)) with { Rate = 300 }, whole.Add, over.Token),
            DriveLoop.RunAsync(Plan(target.Endpoint, RequestForm.Chat(stream: true, paceMicroseconds: 5000)) with { Stream = true, Connections = 16 }, streams.Add, over.Token),
            DriveLoop.RunAsync(Plan(target.Endpoint, RequestForm.Generation(100)) with { Rate = 1 }, engine.Add, over.Token),
            DriveLoop.RunAsync(Plan(target.Endpoint, RequestForm.Failing("other-7")) with { Rate = 5 }, failing.Add, over.Token),
            leavers,
        ];
        var (warm, last) = await WatchAsync(process, length, whole, streams, engine, failing);
        await over.CancelAsync();
        await Task.WhenAll(loads);

        var active = Counters.Sum(target.Endpoint, "inference_gateway_active_connections");
        var unexpected = whole.Errors + streams.Errors + engine.Errors + failing.Broken;
        Console.WriteLine();
        Console.WriteLine($"RSS after warm-up {warm / 1024.0:0.0} MB, at the end {last / 1024.0:0.0} MB: × {last / (double)warm:0.000}. Clients that left {(await leavers).Sum()}; unexpected errors {unexpected}; connections open afterwards {active:0} (one is the question's own).");
        return unexpected == 0 ? 0 : 1;
    }

    private static async Task<(long Warm, long Last)> WatchAsync(ServerProcess process, TimeSpan length, SoakCount whole, SoakCount streams, SoakCount engine, SoakCount failing)
    {
        using var timer = new PeriodicTimer(Step);
        var steps = Math.Max((int)(length / Step), 2);
        // A third of the time for compilation, pools and the heap to find their size.
        var (warm, last) = (0L, 0L);
        for (var step = 1; step <= steps; step++)
        {
            await timer.WaitForNextTickAsync();
            last = ProcessMeter.ResidentKilobytes([process.Id]);
            if (step == Math.Max(steps / 3, 1))
                warm = last;
            Console.WriteLine($"| {step * Step.TotalSeconds:0} | {last / 1024.0:0.0} | {whole.Acknowledged} | {streams.Acknowledged} | {engine.Acknowledged} | {failing.Refused} | {whole.Errors + streams.Errors + engine.Errors + failing.Broken} |");
        }

        return (warm, last);
    }

    private static DrivePlan Plan(IPEndPoint target, byte[] request) => new() { Target = target, Request = request, Connections = 4, Warmup = TimeSpan.Zero, Duration = TimeSpan.FromSeconds(5) };
}
