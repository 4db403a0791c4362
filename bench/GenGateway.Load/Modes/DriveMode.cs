using System.Net;
using GenGateway.Load.Drive;

namespace GenGateway.Load.Modes;

/// <summary><c>drive HOST:PORT</c>: one measurement of whatever listens there, in OpenAI's protocol or Anthropic's (<c>--client anthropic</c>).</summary>
internal static class DriveMode
{
    public static int Run(Arguments arguments)
    {
        if (arguments.Plain is not [var target, ..])
        {
            Console.Error.WriteLine("drive needs HOST:PORT.");
            return 2;
        }

        var stream = arguments.Text("stream", "no") == "yes";
        var pace = arguments.Count("pace-us", 0);
        var pairing = new Pairing("", arguments.Text("model", Pairing.OpenAiModel)) { IsAnthropic = arguments.Text("client", "openai") == "anthropic" };
        var result = Driver.Run(new DrivePlan
        {
            Target = IPEndPoint.Parse(target),
            Request = pairing.Request(stream, pace),
            Stream = stream,
            Terminator = pairing.Terminator,
            Connections = arguments.Count("connections", 1),
            Rate = arguments.Number("rate", 0),
            MostRequests = arguments.Count("requests", 0),
            Warmup = arguments.Seconds("warmup", arguments.Text("requests") is null ? 1 : 0),
            Duration = arguments.Seconds("seconds", 5),
        });
        Console.WriteLine($"requests/s {result.PerSecond:0}, p50 {result.Latency.P50:0} µs, p99 {result.Latency.P99:0} µs, refused {result.Refused}, broken {result.Broken}");
        if (stream)
            Console.WriteLine($"events/s {result.Events / result.Seconds:0}, first event p50 {result.First.P50:0} µs p99 {result.First.P99:0} µs, event travel p50 {result.Travel.P50:0} µs p99 {result.Travel.P99:0} µs worst {result.Travel.Worst:0} µs");
        return result.Errors == 0 ? 0 : 1;
    }
}
