using System.Globalization;
using GenGateway.Load.Upstream;

namespace GenGateway.Load.Modes;

/// <summary><c>upstream [PORT]</c>: the mock until it is ended.</summary>
internal static class UpstreamMode
{
    public static int Run(Arguments arguments)
    {
        using var upstream = new MockUpstream(arguments.Plain is [var port, ..] ? int.Parse(port, CultureInfo.InvariantCulture) : 9000);
        Console.WriteLine($"mock upstream on http://127.0.0.1:{upstream.Port}/v1");
        upstream.Run();
        return 0;
    }
}
