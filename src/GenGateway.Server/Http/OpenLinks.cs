using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace GenGateway.Server.Http;

/// <summary>The connections that are open, so that a stop need not wait for peers that say nothing. Thread safe.</summary>
internal sealed class OpenLinks
{
    private readonly ConcurrentDictionary<ConnectionContext, byte> _open = new();
    private volatile bool _aborts;

    public void Add(ConnectionContext connection)
    {
        _open[connection] = 0;
        // Whoever comes in between is seen by the one or the other.
        Interlocked.MemoryBarrier();
        if (_aborts)
            Abort(connection);
    }

    public void Remove(ConnectionContext connection) => _open.TryRemove(connection, out _);

    /// <summary>Ends every connection, and each that comes from now on.</summary>
    public void AbortAll()
    {
        _aborts = true;
        Interlocked.MemoryBarrier();
        foreach (var connection in _open.Keys)
            Abort(connection);
    }

    private static void Abort(ConnectionContext connection) => connection.Abort(new ConnectionAbortedException("The server stops, and the peer had nothing running that it waits for."));
}
