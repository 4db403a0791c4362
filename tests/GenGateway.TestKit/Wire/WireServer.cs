using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GenGateway.TestKit.Wire;

/// <summary>
/// A small HTTP/1.1 server on bare sockets of the loopback interface: what goes out is exactly what the answering code sends. Thread-safe.
/// Disposal stops it and throws if the answering code failed with anything but a client that left.
/// </summary>
public sealed class WireServer : IAsyncDisposable
{
    private readonly Func<WireExchange, Task> answer;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly Dictionary<Socket, Task> connections = [];
    private readonly List<Exception> failures = [];
    private Socket? listener;
    private Task accepting = Task.CompletedTask;

    /// <param name="answer">Answers one exchange; runs for several connections at once.</param>
    /// <param name="port">0 takes a free one.</param>
    public WireServer(Func<WireExchange, Task> answer, int port = 0)
    {
        this.answer = answer;
        Listen(port);
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener!.LocalEndPoint!).Port}");
    }

    public Uri Url { get; }

    public Traffic Traffic { get; } = new();

    /// <summary>From now on connections are refused; those that are open are reset.</summary>
    public async Task RefuseAsync()
    {
        Task before;
        lock (gate)
        {
            listener?.Dispose();
            listener = null;
            before = accepting;
        }

        await before;
        DropConnections();
    }

    /// <summary>Resets every open connection, as a server does whose idle time is over: those that a client keeps for later are dead.</summary>
    public void DropConnections()
    {
        Socket[] open;
        lock (gate)
            open = [.. connections.Keys];
        foreach (var socket in open)
            Reset(socket);
    }

    /// <summary>Listens again after <see cref="RefuseAsync"/>, at the same address.</summary>
    public void Accept()
    {
        lock (gate)
        {
            if (listener is null)
                Listen(Url.Port);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await RefuseAsync();
        Task[] rest;
        lock (gate)
            rest = [.. connections.Values];
        await Task.WhenAll(rest);
        stopping.Dispose();
        if (failures.Count > 0)
            throw new AggregateException("The fake server itself failed.", failures);
    }

    internal static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        catch (Exception wrong) when (wrong is SocketException or ObjectDisposedException)
        {
            // It closed in the same moment.
        }
    }

    private void Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen(512);
        listener = socket;
        accepting = AcceptAsync(socket);
    }

    private async Task AcceptAsync(Socket from)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await from.AcceptAsync();
            }
            catch (Exception wrong) when (wrong is SocketException or ObjectDisposedException)
            {
                return;
            }

            socket.NoDelay = true;
            Traffic.Opened();
            lock (gate)
                connections[socket] = ServeAsync(socket, Traffic.Connections);
        }
    }

    private async Task ServeAsync(Socket socket, int connection)
    {
        // The accepting loop goes on at once, and the entry in the table is there before it is removed.
        await Task.Yield();
        try
        {
            var buffer = new WireBuffer(socket);
            while (await ReadAsync(socket, buffer, connection) is { } request)
            {
                var exchange = await AnswerAsync(socket, buffer, request);
                if (exchange.Speak is { } speak)
                {
                    await using var stream = new WireStream(socket, buffer);
                    await speak(stream);
                }

                if (exchange.Closes)
                    break;
            }

            if (socket.Connected)
                socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception wrong) when (wrong is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client left, or this server stops: nothing is owed to anybody.
        }
        catch (Exception wrong)
        {
            lock (gate)
                failures.Add(wrong);
        }
        finally
        {
            socket.Dispose();
            lock (gate)
                connections.Remove(socket);
            Traffic.Closed();
        }
    }

    private static async Task<ReceivedRequest?> ReadAsync(Socket socket, WireBuffer buffer, int connection)
    {
        if (await buffer.ReadHeadAsync() is not { } head)
            return null;
        var request = new ReceivedRequest(0, connection, head, [], BodyWasChunked: false);
        if (request.Header("Expect") is not null)
            await socket.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
        var chunked = request.Header("Transfer-Encoding") is not null;
        var length = int.Parse(request.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture);
        var body = chunked ? await buffer.ReadChunkedAsync() : await buffer.ReadBytesAsync(length);
        return body is null ? null : request with { Body = body, BodyWasChunked = chunked };
    }

    private async Task<WireExchange> AnswerAsync(Socket socket, WireBuffer buffer, ReceivedRequest request)
    {
        request = Traffic.Began(request);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var exchange = new WireExchange(socket, request, left.Token);
        var watch = WatchAsync(buffer, done.Task, left);
        var complete = false;
        try
        {
            await answer(exchange);
            complete = true;
        }
        finally
        {
            done.SetResult();
            Traffic.Ended(disconnected: !complete && !stopping.IsCancellationRequested);
            await watch;
        }

        return exchange;
    }

    private static async Task WatchAsync(WireBuffer buffer, Task done, CancellationTokenSource left)
    {
        if (await buffer.ClosesBeforeAsync(done))
            await left.CancelAsync();
    }
}
