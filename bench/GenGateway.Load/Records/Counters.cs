using System.Globalization;
using System.Net;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Records;

/// <summary>Reads numbers off a gateway's <c>/metrics</c>.</summary>
internal static class Counters
{
    /// <summary>The sum of all series of a family; 0 where there is none.</summary>
    public static double Sum(IPEndPoint gateway, string family) => Loopback.Page(gateway, "/metrics")
        .Split('\n')
        .Where(line => line.StartsWith(family, StringComparison.Ordinal) && line.Length > family.Length && line[family.Length] is ' ' or '{')
        .Sum(static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
