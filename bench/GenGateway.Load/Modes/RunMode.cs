using System.Globalization;
using System.Net;
using GenGateway.Load.Drive;
using GenGateway.Load.Net;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Modes;

/// <summary>
/// <c>run</c>: every scenario against direct, nginx, other proxies that are named, and the published gateway in its forms, alternating in one run;
/// prints Markdown tables. Options: <c>--gateway PATH</c>, <c>--yarp PATH</c>, <c>--targets NAME=HOST:PORT/PID,…</c> (that run already, with the mock of <c>--upstream-port</c> behind them), <c>--only a,b</c>, <c>--seconds</c>, <c>--warmup</c>, <c>--rounds</c>, <c>--prime</c>.
/// </summary>
internal sealed class RunMode(Arguments arguments) : IDisposable
{
    private readonly Workplace _place = new();
    private readonly List<ServerProcess> _processes = [];
    private readonly List<Target> _proxies = [];
    private readonly List<Target> _gateways = [];
    private int _upstream;

    public int Run()
    {
        StartAll();
        MeasureIdle();
        var only = arguments.Text("only")?.Split(',');
        Scenario[] scenarios = [.. Scenario.All.Where(scenario => only is null || only.Contains(scenario.Name))];
        // Programs that compile while they run are compiled before anything counts.
        foreach (var target in _proxies.Concat(_gateways))
            Prime.Run(target, arguments.Count("prime", 12), _gateways.Contains(target) && scenarios.Any(static scenario => scenario.Translated));
        Console.WriteLine(MachineLine.Text());
        Console.WriteLine();
        PrintStarts();
        var clean = true;
        foreach (var scenario in scenarios)
            clean &= Measure(scenario);
        return clean ? 0 : 1;
    }

    public void Dispose()
    {
        for (var last = _processes.Count - 1; last >= 0; last--)
            _processes[last].Dispose();
        _place.Dispose();
    }

    private void StartAll()
    {
        var mock = Own(Mock.Start(_place, arguments.Count("upstream-port", 0)));
        _upstream = _processes[0].Id;
        _proxies.Add(mock);
        _proxies.Add(Own(Nginx.Start(_place, mock.Endpoint)));
        if (arguments.Text("yarp") is { } yarp)
        {
            var endpoint = Loopback.FreePort();
            var process = ServerProcess.Start(Path.GetFullPath(yarp), [$"{endpoint.Port}", $"{mock.Endpoint}"], _place.Folder("yarp"), endpoint, RequestForm.Chat(stream: false));
            _proxies.Add(Own((process, new Target("YARP 2.1, proxy only", endpoint, [process.Id]) { StartMilliseconds = process.StartMilliseconds })));
        }

        foreach (var running in arguments.Text("targets")?.Split(',') ?? [])
            _gateways.Add(Running(running));
        if (arguments.Text("gateway") is not { } program)
            return;
        GatewayForm[] forms =
        [
            new("gengateway"),
            new("gengateway, inline_io") { InlineIo = true },
            new("gengateway, text none") { RecordText = "none" },
            new("gengateway, inline_io, text none") { InlineIo = true, RecordText = "none" },
        ];
        foreach (var form in forms.Take(arguments.Count("forms", forms.Length)))
            _gateways.Add(Own(Gateway.Start(_place, Path.GetFullPath(program), mock.Endpoint, form)));
    }

    // NAME=HOST:PORT/PID
    private static Target Running(string text)
    {
        var (name, rest) = (text[..text.IndexOf('=', StringComparison.Ordinal)], text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        int[] processes = [int.Parse(rest[(slash + 1)..], CultureInfo.InvariantCulture)];
        return new(name, IPEndPoint.Parse(rest[..slash]), processes);
    }

    private Target Own((ServerProcess Process, Target Target) started)
    {
        _processes.Add(started.Process);
        return started.Target;
    }

    // Programs do and undo things for a while after their first answer; what stays is what idling costs.
    private void MeasureIdle()
    {
        using var never = new ManualResetEvent(false);
        never.WaitOne(TimeSpan.FromSeconds(5));
        foreach (var target in _proxies.Skip(1).Concat(_gateways))
            target.IdleKilobytes = ProcessMeter.ResidentKilobytes(target.Processes);
    }

    private void PrintStarts()
    {
        Console.WriteLine("| | start to the first 200, ms | RSS idle for 5 s, MB |");
        Console.WriteLine("|---|---|---|");
        foreach (var target in _proxies.Skip(1).Concat(_gateways))
            Console.WriteLine($"| {target.Name} | {target.StartMilliseconds:0} | {target.IdleKilobytes / 1024.0:0} |");
        Console.WriteLine();
    }

    private bool Measure(Scenario scenario)
    {
        Measured[] rows = [.. from target in _proxies.Concat(_gateways)
                              from variant in scenario.Variants
                              where variant.ForProxies || !_proxies.Contains(target)
                              select new Measured(target, variant)];
        var (warmup, seconds) = (arguments.Seconds("warmup", 1), arguments.Seconds("seconds", 5));
        var rounds = arguments.Count("rounds", 3);
        var strangers = 0.0;
        for (var round = 0; round < rounds; round++)
        {
            // The order turns from round to round: nobody is always the first after a pause.
            for (var place = 0; place < rows.Length; place++)
                strangers += MeasureOnce(rows[(place + round) % rows.Length], warmup, seconds) / (rounds * rows.Length);
        }

        Tables.Print(scenario, rows, strangers);
        return rows.All(static row => row.Errors == 0);
    }

    // Returns which part of the machine's cores others used meanwhile.
    private double MeasureOnce(Measured row, TimeSpan warmup, TimeSpan seconds)
    {
        var scenario = row.Scenario;
        long cpu = 0;
        long around = 0;
        long machine = 0;
        long kilobytes = 0;
        var before = ProcessMeter.ResidentKilobytes(row.Target.Processes);
        var own = new[] { _upstream, Environment.ProcessId };
        var result = Driver.Run(scenario.Plan(row.Target.Endpoint, warmup, seconds) with
        {
            Began = () => (cpu, around, machine) = (-ProcessMeter.Cpu(row.Target.Processes), -ProcessMeter.Cpu(own), -ProcessMeter.Machine()),
            Midway = () => kilobytes = ProcessMeter.ResidentKilobytes(row.Target.Processes),
            Ended = () =>
            {
                cpu += ProcessMeter.Cpu(row.Target.Processes);
                around += ProcessMeter.Cpu(own);
                machine += ProcessMeter.Machine();
            },
        });
        row.Add(result, cpu, around, before, kilobytes, scenario.Stream);
        var all = machine * 10.0 * Ticks.PerMillisecond;
        return Math.Max(all - cpu - around, 0) / (result.Seconds * Ticks.PerSecond * Environment.ProcessorCount);
    }
}
