using GenGateway.Configuration;

namespace GenGateway.Server;

/// <summary><c>server.inline_io</c>: sockets are served on the thread that polls them. Saves most of a request's CPU, and lets whatever blocks stop everybody.</summary>
internal static class InlineIo
{
    /// <summary>Read once by the framework, when the process uses its first socket.</summary>
    public const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Switches the framework's half on. Before the first socket; what somebody else set stays.</summary>
    public static void Prepare(ServerConfig server)
    {
        if (server.InlineIo)
            Environment.SetEnvironmentVariable(Variable, "1");
    }

    /// <summary>Switches Kestrel's half on; each half alone does nothing.</summary>
    public static void Configure(IWebHostBuilder host, ServerConfig server)
    {
        if (server.InlineIo)
            host.UseSockets(static sockets => sockets.UnsafePreferInlineScheduling = true);
    }
}
