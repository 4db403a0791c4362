using GenGateway.Load.Drive;
using GenGateway.Load.Modes;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Records;

/// <summary><c>records</c>: at full speed, as many records as acknowledged answers? Options: <c>--gateway PATH</c>, <c>--seconds</c>.</summary>
internal static class RecordsMode
{
    public static int Run(Arguments arguments)
    {
        var program = Path.GetFullPath(arguments.Text("gateway", "artifacts/publish/gengateway-linux-x64/gengateway"));
        var exact = true;
        Console.WriteLine(MachineLine.Text());
        Console.WriteLine();
        Console.WriteLine("| closed loop at full speed | requests/s | acknowledged | recorded | missing | dropped (metric) | errors | p50 / p99 µs |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var inline in new[] { false, true })
        {
            foreach (var connections in new[] { 32, 256 })
                exact &= Row(arguments, program, new GatewayForm($"{(inline ? "inline_io, " : "")}c = {connections}") { InlineIo = inline }, connections);
        }

        return exact ? 0 : 1;
    }

    private static bool Row(Arguments arguments, string program, GatewayForm form, int connections)
    {
        using var place = new Workplace();
        var (mock, direct) = Mock.Start(place);
        using var ownMock = mock;
        var (process, target) = Gateway.Start(place, program, direct.Endpoint, form);
        using var ownProcess = process;
        Prime.Run(target, 8);
        var before = Transactions.Settled(target.Endpoint, long.MaxValue);
        var result = Driver.Run(new DrivePlan { Target = target.Endpoint, Request = RequestForm.Chat(stream: false), Connections = connections, Duration = arguments.Seconds("seconds", 10) });
        var recorded = Transactions.Settled(target.Endpoint, before + result.Acknowledged + result.Refused) - before;
        var dropped = Counters.Sum(target.Endpoint, "gengateway_records_dropped_total");
        Console.WriteLine($"| {form.Name} | {result.PerSecond:0} | {result.Acknowledged} | {recorded} | {result.Acknowledged - recorded} | {dropped} | {result.Errors} | {result.Latency.P50:0} / {result.Latency.P99:0} |");
        return recorded == result.Acknowledged && dropped == 0 && result.Errors == 0;
    }
}
