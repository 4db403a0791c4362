using System.Globalization;
using GenGateway.Load.Drive;
using GenGateway.Load.Modes;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Records;

/// <summary><c>kill</c>: numbered streams under load, SIGKILL in the middle, a second start: is every acknowledged answer recorded, and what became of the others?</summary>
internal static class KillMode
{
    private static readonly TimeSpan MiddleOfAWave = TimeSpan.FromMilliseconds(16);

    public static int Run(Arguments arguments)
    {
        var program = Path.GetFullPath(arguments.Text("gateway", "artifacts/publish/gengateway-linux-x64/gengateway"));
        var requests = arguments.Count("requests", 2000);
        var exact = true;
        Console.WriteLine(MachineLine.Text());
        Console.WriteLine();
        Console.WriteLine($"| {requests} streams, c = 64, killed (SIGKILL) after half | acknowledged | of them recorded whole | missing | broken at the client | of them: interrupted | whole | other | no record |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        for (var round = 1; round <= arguments.Count("rounds", 3); round++)
        {
            foreach (var inline in new[] { false, true })
                exact &= Round(program, new GatewayForm($"round {round}{(inline ? ", inline_io" : "")}") { InlineIo = inline }, requests);
        }

        return exact ? 0 : 1;
    }

    private static bool Round(string program, GatewayForm form, int requests)
    {
        using var place = new Workplace();
        var (mock, direct) = Mock.Start(place);
        using var ownMock = mock;
        var (first, target) = Gateway.Start(place, program, direct.Endpoint, form, "gateway");
        using var ownFirst = first;
        var log = new RequestLog();
        // The streams go in step. A while after one wave has ended the next is in its middle.
        using var kill = new Timer(_ => first.Kill());
        Driver.Run(new DrivePlan
        {
            Target = target.Endpoint,
            Request = RequestForm.Chat(stream: true, paceMicroseconds: 500, numbered: true),
            Stream = true,
            Connections = 64,
            MostRequests = requests,
            Warmup = TimeSpan.Zero,
            Duration = TimeSpan.FromMinutes(2),
            Log = log,
            Acknowledged = count =>
            {
                if (count == requests / 2)
                    kill.Change(MiddleOfAWave, Timeout.InfiniteTimeSpan);
            },
        });

        var (second, again) = Gateway.Start(place, program, direct.Endpoint, form, "gateway");
        using var ownSecond = second;
        Transactions.Settled(again.Endpoint, long.MaxValue);
        var recorded = Transactions.All(again.Endpoint);
        string? Status(long number) => recorded.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"bench-{number:D16}"));
        var whole = log.Acknowledged.Count(number => IsWhole(Status(number)));
        var open = log.Sent.Except(log.Acknowledged).Select(Status).ToArray();
        var (interrupted, finished, none) = (open.Count(static status => status == "interrupted"), open.Count(IsWhole), open.Count(static status => status is null));
        var missing = log.Acknowledged.Count - whole;
        Console.WriteLine($"| {form.Name} | {log.Acknowledged.Count} | {whole} | {missing} | {open.Length} | {interrupted} | {finished} | {open.Length - interrupted - finished - none} | {none} |");
        return missing == 0;
    }

    private static bool IsWhole(string? status) => status == "succeeded";
}
