using System.Net;
using System.Net.Sockets;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>Ports for listeners that a configuration must name beforehand. Each is given out once, and was free a moment ago.</summary>
public static class FreePorts
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    public static int Next()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            lock (Gate)
            {
                if (Given.Add(port))
                    return port;
            }
        }
    }
}
