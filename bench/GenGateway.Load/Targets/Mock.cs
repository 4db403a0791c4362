using System.Net;

namespace GenGateway.Load.Targets;

/// <summary>This program's mock upstream as a process of its own.</summary>
internal static class Mock
{
    public static (ServerProcess Process, Target Target) Start(Workplace place, int port = 0)
    {
        var endpoint = port == 0 ? Loopback.FreePort() : new IPEndPoint(IPAddress.Loopback, port);
        var process = ServerProcess.Start(Environment.ProcessPath!, ["upstream", $"{endpoint.Port}"], place.Folder("upstream"), endpoint, Loopback.Get("/stats"));
        return (process, new Target("direct", endpoint, []));
    }
}
