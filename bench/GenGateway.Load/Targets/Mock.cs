namespace GenGateway.Load.Targets;

/// <summary>This program's mock upstream as a process of its own.</summary>
internal static class Mock
{
    public static (ServerProcess Process, Target Target) Start(Workplace place)
    {
        var endpoint = Loopback.FreePort();
        var process = ServerProcess.Start(Environment.ProcessPath!, ["upstream", $"{endpoint.Port}"], place.Folder("upstream"), endpoint, Loopback.Get("/stats"));
        return (process, new Target("direct", endpoint, []));
    }
}
