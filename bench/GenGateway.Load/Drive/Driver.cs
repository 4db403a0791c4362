using System.Net.Sockets;
using GenGateway.Load.Net;

namespace GenGateway.Load.Drive;

/// <summary>Sends a plan's requests over bare epoll on the calling thread and measures what comes back.</summary>
internal sealed class Driver : IDisposable
{
    private const int MostConnections = 4096;
    private readonly DrivePlan _plan;
    private readonly Poller _poller = new();
    private readonly List<DriveConnection?> _slots = [];
    private readonly Stack<DriveConnection> _idle = new();
    private readonly Queue<long> _overdue = new();
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly int _numberAt;
    private readonly Samples _latency = new();
    private readonly Samples _first = new();
    private readonly Samples _travel = new();
    private long _requests;
    private long _acknowledged;
    private long _refused;
    private long _broken;
    private long _events;
    private long _sent;
    private int _busy;
    private bool _measuring;
    private bool _sending = true;
    private bool _gone;

    private Driver(DrivePlan plan)
    {
        _plan = plan;
        _numberAt = plan.Log is null ? 0 : RequestForm.NumberAt(plan.Request);
    }

    /// <summary>Does what the plan says; returns when every answer came or the patience is over.</summary>
    public static DriveResult Run(DrivePlan plan)
    {
        using var driver = new Driver(plan);
        return driver.Run();
    }

    public void Dispose()
    {
        foreach (var connection in _slots)
            connection?.Dispose();
        _poller.Dispose();
    }

    private DriveResult Run()
    {
        Linux.WakeExactly();
        for (var count = 0; count < _plan.Connections; count++)
            _idle.Push(Connect());
        var began = Ticks.Now;
        var measureFrom = began + Ticks.Of(_plan.Warmup);
        var measureTo = measureFrom + Ticks.Of(_plan.Duration);
        var measureMid = measureFrom + (Ticks.Of(_plan.Duration) / 2);
        var midway = false;
        long from = 0;
        long to = 0;
        var interval = _plan.Rate > 0 ? Ticks.PerSecond / _plan.Rate : 0;
        var scheduled = 0L;

        if (_plan.Rate == 0)
        {
            while (_idle.TryPop(out var connection))
                Start(connection, Ticks.Now);
        }

        while (true)
        {
            var now = Ticks.Now;
            if (!_measuring && from == 0 && now >= measureFrom)
            {
                (_measuring, from) = (true, now);
                _plan.Began?.Invoke();
            }

            if (!midway && to == 0 && now >= measureMid)
            {
                midway = true;
                _plan.Midway?.Invoke();
            }

            if (_sending && (now >= measureTo || Spent || _gone))
                _sending = false;
            if (to == 0 && (now >= measureTo || (!_sending && _busy == 0)))
            {
                (_measuring, to) = (false, now);
                _plan.Ended?.Invoke();
            }

            if (!_sending && (_busy == 0 || now > measureTo + Ticks.Of(_plan.Patience)))
                break;

            long wake = to == 0 ? (from == 0 ? measureFrom : midway ? measureTo : measureMid) : measureTo + Ticks.Of(_plan.Patience);
            if (_sending && interval > 0)
            {
                var due = began + (long)(scheduled * interval);
                while (due <= now && _sending && !Spent)
                {
                    StartDue(due, now);
                    due = began + (long)(++scheduled * interval);
                }

                wake = Math.Min(wake, due);
            }

            foreach (var ready in _poller.Wait(Math.Max(wake - Ticks.Now, 0)))
            {
                if (_slots[(int)ready.Data] is { } connection)
                    Serve(connection, ready.Events);
            }
        }

        if (from == 0)
            from = began;
        return new DriveResult
        {
            Seconds = Math.Max((to - from) / (double)Ticks.PerSecond, 1e-9),
            Requests = _requests,
            Acknowledged = _acknowledged,
            Refused = _refused,
            Broken = _broken + _busy,
            Events = _events,
            Latency = _latency,
            First = _first,
            Travel = _travel,
        };
    }

    private bool Spent => _plan.MostRequests > 0 && _sent >= _plan.MostRequests;

    private DriveConnection Connect()
    {
        var connection = new DriveConnection(_plan.Target, _slots.Count, _plan.Log is null ? _plan.Request : [.. _plan.Request], _plan.Terminator);
        _slots.Add(connection);
        _poller.Add(connection.Descriptor, connection.Slot);
        return connection;
    }

    // At a constant rate a request that finds no free connection opens one; its time runs from when it was due, so that waiting is seen.
    private void StartDue(long due, long now)
    {
        while (_idle.TryPop(out var idle))
        {
            if (_slots[idle.Slot] is null)
                continue;
            Start(idle, Ticks.Now);
            return;
        }

        if (_slots.Count < MostConnections)
            Start(Connect(), due);
        else
            _overdue.Enqueue(Math.Min(due, now));
    }

    private void Start(DriveConnection connection, long started)
    {
        if (!_sending || Spent)
        {
            _idle.Push(connection);
            return;
        }

        var number = 0L;
        if (_plan.Log is { } log)
        {
            number = log.Next();
            RequestForm.Numbered(connection.Request, _numberAt, number);
        }

        _sent++;
        _busy++;
        connection.Begin(started, number);
        connection.Reader.Reset();
        if (!connection.Send())
            Lose(connection);
        else if (connection.Sent < connection.Request.Length)
            _poller.Change(connection.Descriptor, connection.Slot, Linux.EpollIn | Linux.EpollOut);
    }

    private void Serve(DriveConnection connection, uint events)
    {
        if ((events & Linux.EpollOut) != 0 && connection.Busy)
        {
            if (!connection.Send())
            {
                Lose(connection);
                return;
            }

            if (connection.Sent == connection.Request.Length)
                _poller.Change(connection.Descriptor, connection.Slot, Linux.EpollIn);
        }

        if ((events & ~Linux.EpollOut) == 0)
            return;
        var received = Linux.Receive(connection.Descriptor, _buffer);
        if (received is 0 or -2)
        {
            Lose(connection);
            return;
        }

        if (received > 0 && connection.Busy)
            Read(connection, _buffer.AsSpan(0, received));
    }

    private void Read(DriveConnection connection, ReadOnlySpan<byte> bytes)
    {
        var now = Ticks.Now;
        var reader = connection.Reader;
        var before = reader.Scanner.Events;
        reader.Read(bytes, now, _plan.Stream, _measuring ? _travel : null);
        if (_measuring)
            _events += reader.Scanner.Events - before;
        if (before == 0 && reader.Scanner.Events > 0 && !connection.FirstSeen)
        {
            connection.FirstSeen = true;
            if (_measuring)
                _first.Add(now - connection.Started);
        }

        if (reader.Broken)
            Lose(connection);
        else if (reader.Done)
            Finish(connection, now);
    }

    private void Finish(DriveConnection connection, long now)
    {
        var reader = connection.Reader;
        connection.Busy = false;
        _busy--;
        if (reader.Status != 200)
        {
            _refused++;
        }
        else if (_plan.Stream && (reader.Scanner.Events != _plan.Events || !reader.Scanner.Ended))
        {
            _broken++;
        }
        else
        {
            _acknowledged++;
            _plan.Acknowledged?.Invoke(_acknowledged);
            _plan.Log?.Acknowledged.Add(connection.Number);
            if (_measuring)
            {
                _requests++;
                _latency.Add(now - connection.Started);
            }
        }

        if (_overdue.TryDequeue(out var due))
            Start(connection, due);
        else if (_plan.Rate == 0)
            Start(connection, Ticks.Now);
        else
            _idle.Push(connection);
    }

    // An idle connection may be closed by the server as it likes; one with a request under way is a broken answer.
    private void Lose(DriveConnection connection)
    {
        if (connection.Busy)
        {
            _busy--;
            _broken++;
            connection.Busy = false;
        }

        _poller.Remove(connection.Descriptor);
        _slots[connection.Slot] = null;
        connection.Dispose();
        if (_plan.Rate > 0 || !_sending)
            return;
        try
        {
            Start(Connect(), Ticks.Now);
        }
        catch (SocketException)
        {
            // The server is gone; whoever drives it sees that in the numbers.
            _gone = true;
        }
    }
}
