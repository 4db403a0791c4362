using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GenGateway.Load.Net;

namespace GenGateway.Load.Upstream;

/// <summary>
/// A server that answers chat as OpenAI, Ollama and Anthropic do, on one thread and bare epoll: 581 bytes, or 64 events of 180 bytes, at full speed or
/// paced. <c>GET /stats</c> says what it did.
/// </summary>
internal sealed class MockUpstream : IDisposable
{
    // Then the others have their turn: a long stream at full speed must not keep them waiting.
    private const int EventsInARow = 128;
    private const int ListenerSlot = 0;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Poller _poller = new();
    private readonly List<UpstreamConnection?> _slots = [null];
    private readonly Stack<int> _free = [];
    private readonly PriorityQueue<UpstreamConnection, long> _due = new();
    private readonly byte[] _event = new byte[1024];
    private long _requests;
    private long _events;
    private long _leftEarly;

    public MockUpstream(int port)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(4096);
        _poller.Add((int)_listener.Handle, ListenerSlot);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Serves until the process is ended.</summary>
    public void Run()
    {
        Linux.WakeExactly();
        while (true)
        {
            var timeout = _due.TryPeek(out _, out var next) ? Math.Max(next - Ticks.Now, 0) : -1;
            foreach (var ready in _poller.Wait(timeout))
            {
                if (ready.Data == ListenerSlot)
                    Accept();
                else if (_slots[(int)ready.Data] is { } connection && !Serve(connection, ready.Events))
                    Drop(connection);
            }

            var now = Ticks.Now;
            while (_due.TryPeek(out var connection, out var due) && due <= now)
            {
                _due.Dequeue();
                if (_slots[connection.Slot] == connection && connection.Streaming is not null && !connection.Blocked && !Continue(connection))
                    Drop(connection);
            }
        }
    }

    public void Dispose()
    {
        foreach (var connection in _slots)
            connection?.Dispose();
        _listener.Dispose();
        _poller.Dispose();
    }

    private void Accept()
    {
        var socket = _listener.Accept();
        socket.NoDelay = true;
        if (!_free.TryPop(out var slot))
        {
            slot = _slots.Count;
            _slots.Add(null);
        }

        var connection = new UpstreamConnection(socket, slot);
        _slots[slot] = connection;
        _poller.Add(connection.Descriptor, slot);
    }

    private void Drop(UpstreamConnection connection)
    {
        if (connection.Streaming is not null)
            _leftEarly++;
        _poller.Remove(connection.Descriptor);
        _slots[connection.Slot] = null;
        _free.Push(connection.Slot);
        connection.Dispose();
    }

    private bool Serve(UpstreamConnection connection, uint events)
    {
        if ((events & Linux.EpollOut) != 0 && connection.Blocked)
        {
            if (!connection.Flush())
                return false;
            if (!connection.Blocked)
            {
                _poller.Change(connection.Descriptor, connection.Slot, Linux.EpollIn);
                if (connection.Streaming is not null && !Continue(connection))
                    return false;
            }
        }

        if ((events & (Linux.EpollIn | Linux.EpollError | Linux.EpollHangUp)) == 0)
            return true;
        if (!connection.Receive())
            return false;
        while (connection.Streaming is null && connection.TryTake(out var request))
        {
            if (!Answer(connection, request))
                return false;
        }

        return true;
    }

    private bool Answer(UpstreamConnection connection, in UpstreamRequest request)
    {
        _requests++;
        if (request is { Stream: true, Fails: false, Form: { } form })
        {
            connection.Begin(request, Ticks.Now);
            return Send(connection, form.Begin) && Continue(connection);
        }

        return Send(connection, !request.Post ? (request.Form is null ? Page() : AnswerForm.NotFound)
            : request.Fails ? AnswerForm.Overloaded
            : request.Form?.Whole ?? AnswerForm.NotFound);
    }

    // Every GET is answered with both, the list of models and the numbers: probes and people read what they know.
    private byte[] Page()
    {
        var numbers = string.Create(CultureInfo.InvariantCulture, $"{{\"object\":\"list\",\"data\":[{{\"id\":\"bench\",\"object\":\"model\"}},{{\"id\":\"bench-anthropic\",\"type\":\"model\"}}],\"models\":[{{\"name\":\"bench-ollama\"}}],\"requests\":{_requests},\"events\":{_events},\"left_early\":{_leftEarly}}}");
        return Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {numbers.Length}\r\n\r\n{numbers}");
    }

    // Writes events until the stream ends, must wait for its time, or the other side does not read.
    private bool Continue(UpstreamConnection connection)
    {
        var form = connection.Streaming!;
        var bytes = _event.AsSpan(0, form.Event.Length);
        form.Event.CopyTo(bytes);
        for (var written = 0; !connection.Blocked; written++)
        {
            var now = Ticks.Now;
            if ((connection.Pace > 0 && connection.Due > now) || written == EventsInARow)
            {
                _due.Enqueue(connection, written == EventsInARow ? now : connection.Due);
                return true;
            }

            if (connection.Sent == connection.Events)
            {
                connection.End();
                return Send(connection, connection.Usage ? form.EndWithUsage : form.End);
            }

            Stamp.Write(bytes[form.StampAt..], now);
            connection.Sent++;
            connection.Due += connection.Pace;
            _events++;
            if (!Send(connection, bytes))
                return false;
        }

        return true;
    }

    private bool Send(UpstreamConnection connection, ReadOnlySpan<byte> bytes)
    {
        var wasBlocked = connection.Blocked;
        if (!connection.Send(bytes))
            return false;
        if (connection.Blocked && !wasBlocked)
            _poller.Change(connection.Descriptor, connection.Slot, Linux.EpollIn | Linux.EpollOut);
        return true;
    }
}
