using System.Net.Sockets;
using GenGateway.Load.Net;

namespace GenGateway.Load.Upstream;

/// <summary>One connection of the mock. Not thread safe: the mock's one thread owns it.</summary>
internal sealed class UpstreamConnection(Socket socket, int slot) : IDisposable
{
    private byte[] _in = new byte[4096];
    private int _filled;
    private byte[] _out = [];
    private int _outFrom;
    private int _outTo;

    public Socket Socket { get; } = socket;

    public int Descriptor { get; } = (int)socket.Handle;

    public int Slot { get; } = slot;

    /// <summary>The stream that is being written; null between answers.</summary>
    public AnswerForm? Streaming { get; private set; }

    public bool Usage { get; private set; }

    public int Events { get; private set; }

    public int Sent { get; set; }

    /// <summary>Nanoseconds between two events.</summary>
    public long Pace { get; private set; }

    public long Due { get; set; }

    /// <summary>Whether bytes wait until the other side reads.</summary>
    public bool Blocked => _outTo > _outFrom;

    public void Begin(in UpstreamRequest request, long now) =>
        (Streaming, Usage, Events, Sent, Pace, Due) = (request.Form, request.Usage, request.Events, 0, request.PaceMicroseconds * 1000L, now);

    public void End() => Streaming = null;

    /// <summary>Reads what is there; false where the other side is gone.</summary>
    public bool Receive()
    {
        if (_filled == _in.Length)
            Array.Resize(ref _in, _in.Length * 2);
        var received = Linux.Receive(Descriptor, _in.AsSpan(_filled));
        if (received is 0 or -2)
            return false;
        _filled += Math.Max(received, 0);
        return true;
    }

    /// <summary>Takes the next whole request out of what was read.</summary>
    public bool TryTake(out UpstreamRequest request)
    {
        if (_filled == 0 || !UpstreamRequest.TryRead(_in.AsSpan(0, _filled), out request))
        {
            request = default;
            return false;
        }

        _in.AsSpan(request.Length, _filled - request.Length).CopyTo(_in);
        _filled -= request.Length;
        return true;
    }

    /// <summary>Sends, and keeps what does not fit; false where the other side is gone.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        if (!Blocked)
        {
            var sent = Linux.Send(Descriptor, bytes);
            if (sent == -2)
                return false;
            if (sent > 0)
                bytes = bytes[sent..];
            if (bytes.IsEmpty)
                return true;
            (_outFrom, _outTo) = (0, 0);
        }

        if (_out.Length < _outTo + bytes.Length)
            Array.Resize(ref _out, Math.Max(4096, (_outTo + bytes.Length) * 2));
        bytes.CopyTo(_out.AsSpan(_outTo));
        _outTo += bytes.Length;
        return true;
    }

    /// <summary>Sends more of what was kept; false where the other side is gone.</summary>
    public bool Flush()
    {
        var sent = Linux.Send(Descriptor, _out.AsSpan(_outFrom.._outTo));
        if (sent == -2)
            return false;
        _outFrom += Math.Max(sent, 0);
        return true;
    }

    public void Dispose() => Socket.Dispose();
}
