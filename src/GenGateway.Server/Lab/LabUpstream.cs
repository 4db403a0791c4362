using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace GenGateway.Server.Lab;

/// <summary>All upstreams of the lab behind one port of the loopback address, each under a path of its own. Thread safe.</summary>
internal sealed class LabUpstream : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LabPlace> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Socket, Task> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener;
    private readonly Socket _refusing = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _accepting;

    /// <param name="port">Where; 0: any that is free.</param>
    /// <exception cref="SocketException">Somebody else listens there.</exception>
    public LabUpstream(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        // Bound and never listening: nobody else gets the port, and whoever connects is refused.
        _refusing.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>An address that refuses connections.</summary>
    public Uri Refusing => new($"http://127.0.0.1:{((IPEndPoint)_refusing.LocalEndPoint!).Port}/v1");

    /// <summary>The address of a place, as a backend's endpoint has it.</summary>
    public Uri AddressOf(LabPlace place) => new($"http://127.0.0.1:{Port}{place.Route}");

    public void Add(LabPlace place) => _places[place.Path] = place;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (var connection in _connections.Keys)
            connection.Dispose();
        await Task.WhenAll(_connections.Values);
        _refusing.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                var served = new TaskCompletionSource();
                _connections[socket] = served.Task;
                _ = ServeAsync(socket, served);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The lab ends.
        }
    }

    private async Task ServeAsync(Socket socket, TaskCompletionSource served)
    {
        try
        {
            await new LabConnection(socket, Find).ServeAsync(_stop.Token);
        }
        catch (Exception broken) when (broken is FormatException or OverflowException)
        {
            // Whoever speaks no HTTP is not served.
        }
        finally
        {
            socket.Dispose();
            _connections.TryRemove(socket, out _);
            served.SetResult();
        }
    }

    // Generations only: a listing or a probe is no part of a case.
    private LabPlace? Find(string target) =>
        target.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries) is [var model, var place, .., "chat", "completions"]
        && _places.TryGetValue($"{model}/{place}", out var found)
            ? found
            : null;
}
