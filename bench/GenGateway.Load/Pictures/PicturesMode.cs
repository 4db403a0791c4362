using System.Globalization;
using System.Net;
using GenGateway.Load.Drive;
using GenGateway.Load.Modes;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Pictures;

/// <summary><c>pictures --gateway PROGRAM</c>: what the program adds to a picture's way in time, CPU and memory, for each size, each way in and each way out, alone and 32 at once.</summary>
internal sealed class PicturesMode(Arguments arguments)
{
    private const int AtOnce = 32;
    private static readonly int[] Sizes = [1, 20];
    private static readonly (string Backend, string Client)[] Ways = [("inline", "b64_json"), ("inline", "url"), ("link", "b64_json"), ("link", "url")];

    public async Task<int> RunAsync()
    {
        var program = Path.GetFullPath(arguments.Text("gateway", "artifacts/publish/gengateway-linux-x64/gengateway"));
        using var place = new Workplace();
        using var server = new PictureServer(Sizes);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(5) };
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(30));

        Console.WriteLine(MachineLine.Text());
        Console.WriteLine();
        Console.WriteLine("| picture | backend gives | client gets | at once | requests | direct p50, ms | gateway p50, ms | added p50, ms | gateway p99, ms | CPU ms a picture | RSS before, MB | peak RSS, MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var size in Sizes)
        {
            foreach (var (backend, client) in Ways)
            {
                foreach (var atOnce in (int[])[1, AtOnce])
                    await MeasureAsync(place, program, server, http, size, backend, client, atOnce, bound.Token);
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(Workplace place, string program, PictureServer server, HttpClient http, int size, string backend, string client, int atOnce, CancellationToken cancellationToken)
    {
        var model = string.Create(CultureInfo.InvariantCulture, $"{backend}-{size}");
        var requests = atOnce == 1 ? 20 : atOnce * (size == 1 ? 8 : 3);
        var home = place.Folder($"{model}-{client}-{atOnce}");
        var endpoint = Loopback.FreePort();
        Write(home, endpoint, server.Endpoint);
        // A new one for each row: what an earlier one held would hide what this one needs.
        using var process = ServerProcess.Start(program, ["--port", endpoint.Port.ToString(CultureInfo.InvariantCulture)], home, endpoint, Loopback.Get("/healthz"));
        var direct = new PictureClient(http, server.Endpoint, model, client, size << 20);
        var through = new PictureClient(http, endpoint, model, client, size << 20);
        await through.RunAsync(2, 1, cancellationToken);
        await direct.RunAsync(2, 1, cancellationToken);

        var before = ProcessMeter.ResidentKilobytes([process.Id]);
        var plain = await direct.RunAsync(requests, atOnce, cancellationToken);
        var cpu = ProcessMeter.Cpu([process.Id]);
        var asked = await through.RunAsync(requests, atOnce, cancellationToken);
        cpu = ProcessMeter.Cpu([process.Id]) - cpu;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {size} MB | {(backend == "link" ? "a link" : "base64")} | {(client == "url" ? "a link" : "base64")} | {atOnce} | {requests} | {Ms(plain.P50)} | {Ms(asked.P50)} | {Ms(asked.P50 - plain.P50)} | {Ms(asked.P99)} | {cpu / 1e6 / requests:0.0} | {before / 1024} | {ProcessMeter.PeakKilobytes(process.Id) / 1024} |"));
    }

    private static string Ms(double microseconds) => (microseconds / 1000).ToString("0.0", CultureInfo.InvariantCulture);

    private static void Write(string home, IPEndPoint endpoint, IPEndPoint upstream)
    {
        var config = Directory.CreateDirectory(Path.Combine(home, "config")).FullName;
        var models = string.Join(", ", Sizes.SelectMany(static size => (string[])[$"inline-{size}", $"link-{size}"]));
        File.WriteAllText(Path.Combine(config, "gateway.yaml"), string.Create(CultureInfo.InvariantCulture, $$"""
            version: "1.0"
            server: { host: 127.0.0.1, port: {{endpoint.Port}} }
            auth: { enabled: true, api_keys: ["{{RequestForm.Key}}"] }
            engine: { enabled: false }

            """));
        File.WriteAllText(Path.Combine(config, "backends.yaml"), $$"""
            version: "1.0"
            backends:
              image:
                - { name: pictures, protocol: openai, endpoints: ["http://{{upstream}}/v1"], models: [{{models}}] }

            """);
    }
}
