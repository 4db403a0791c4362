using System.Net;
using System.Net.Sockets;
using GenGateway.Load.Drive;
using GenGateway.Load.Modes;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Lab;

/// <summary>
/// <c>inline-lab</c>: what neighbours see while others make it hard, with socket completions inline and not. Options: <c>--host PATH</c> (the
/// microbenchmarks' program, which hosts the gateway with two routes that misbehave), <c>--models DIR</c>, <c>--seconds</c>, <c>--rate</c>.
/// </summary>
internal sealed class InlineLab(Arguments arguments)
{
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(10);

    public async Task<int> RunAsync()
    {
        if (arguments.Text("host") is not { } host || arguments.Text("models") is not { } models)
        {
            Console.Error.WriteLine("inline-lab needs --host (the built GenGateway.Microbenchmarks) and --models.");
            return 2;
        }

        Console.WriteLine(MachineLine.Text());
        Console.WriteLine();
        Console.WriteLine($"Neighbours: {arguments.Count("rate", 300)} requests/s of 486 bytes.");
        Console.WriteLine();
        Console.WriteLine("| beside the neighbours | inline | answered of due | p50 µs | p95 µs | p99 µs | worst ms | beside them | frozen |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var condition in Condition.All)
        {
            foreach (var inline in new[] { false, true })
                await BesideAsync(condition, inline, Path.GetFullPath(host), Path.GetFullPath(models));
        }

        foreach (var shaking in new[] { 0, 8 })
        {
            foreach (var inline in new[] { false, true })
                await TlsAsync(inline, shaking, Path.GetFullPath(host));
        }

        return 0;
    }

    private static (ServerProcess Process, IPEndPoint Endpoint) Start(Workplace place, string host, IPEndPoint upstream, GatewayForm form)
    {
        var home = place.Folder("lab");
        var endpoint = Loopback.FreePort();
        form.Write(home, endpoint, upstream);
        return (ServerProcess.Start(host, ["lab-host", home], home, endpoint, form.TlsFolder is null ? Loopback.Get("/healthz") : null), endpoint);
    }

    private async Task BesideAsync(Condition condition, bool inline, string host, string models)
    {
        using var place = new Workplace();
        var (mock, direct) = Mock.Start(place);
        using var ownMock = mock;
        var (process, endpoint) = Start(place, host, direct.Endpoint, new GatewayForm("lab") { InlineIo = inline, Models = models });
        using var ownProcess = process;
        var seconds = arguments.Seconds("seconds", 6);
        var rate = arguments.Number("rate", 300);
        Prime.Run(new Target("lab", endpoint, [process.Id]), 8);

        using var over = new CancellationTokenSource();
        var beside = condition.RunAsync(endpoint, over.Token);
        await Task.Delay(condition.Settling, CancellationToken.None);
        var neighbours = Neighbours(endpoint, rate, seconds);
        await over.CancelAsync();
        var besideSaid = "all answered";
        try
        {
            await beside.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        }
        catch (Exception thrown) when (thrown is InvalidOperationException or TimeoutException or SocketException)
        {
            besideSaid = thrown.Message;
        }

        var alive = Neighbours(endpoint, 20, TimeSpan.FromSeconds(1));
        var due = (long)(rate * seconds.TotalSeconds);
        var frozen = alive.Acknowledged == 0 ? "for good" : neighbours.Acknowledged == 0 ? "while it lasted" : "no";
        Console.WriteLine($"| {condition.Name} | {(inline ? "on" : "off")} | {neighbours.Requests} of {due} | {neighbours.Latency.P50:0} | {neighbours.Latency.P95:0} | {neighbours.Latency.P99:0} | {neighbours.Latency.Worst / 1000:0.0} | {besideSaid} | {frozen} |");
        if (alive.Acknowledged == 0)
            process.Kill();
    }

    private static DriveResult Neighbours(IPEndPoint endpoint, double rate, TimeSpan seconds) => Driver.Run(new DrivePlan
    {
        Target = endpoint,
        Request = RequestForm.Chat(stream: false),
        Connections = 16,
        Rate = rate,
        Warmup = TimeSpan.Zero,
        Duration = seconds,
        Patience = Frozen,
    });

    private async Task TlsAsync(bool inline, int shaking, string host)
    {
        using var place = new Workplace();
        var (mock, direct) = Mock.Start(place);
        using var ownMock = mock;
        var certificates = TlsClients.Certificate(place.Folder("tls"));
        var (process, endpoint) = Start(place, host, direct.Endpoint, new GatewayForm("lab") { InlineIo = inline, TlsFolder = certificates });
        using var ownProcess = process;
        await TlsClients.RunAsync(endpoint, certificates, 8, shaking, TimeSpan.FromSeconds(2));
        var (latency, errors) = await TlsClients.RunAsync(endpoint, certificates, 8, shaking, arguments.Seconds("seconds", 6));
        Console.WriteLine($"| TLS, c = 8{(shaking > 0 ? $", beside {shaking} that shake hands for every request" : "")} | {(inline ? "on" : "off")} | {latency.Count} | {latency.P50:0} | {latency.P95:0} | {latency.P99:0} | {latency.Worst / 1000:0.0} | {errors} errors | {(latency.Count == 0 ? "yes" : "no")} |");
    }
}
