using System.Net;
using System.Net.Sockets;
using GenGateway.Load.Net;

namespace GenGateway.Load.Drive;

/// <summary>One connection of the driver. Not thread safe: the driver's one thread owns it.</summary>
internal sealed class DriveConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public DriveConnection(EndPoint target, int slot, byte[] request, byte[] terminator)
    {
        _socket.Connect(target);
        (Descriptor, Slot, Request, Reader) = ((int)_socket.Handle, slot, request, new AnswerReader(terminator));
    }

    public int Descriptor { get; }

    public int Slot { get; }

    public byte[] Request { get; }

    public AnswerReader Reader { get; }

    public bool Busy { get; set; }

    /// <summary>How much of the request was sent.</summary>
    public int Sent { get; private set; }

    public long Started { get; private set; }

    public long Number { get; private set; }

    public bool FirstSeen { get; set; }

    public void Begin(long started, long number) => (Busy, Sent, Started, Number, FirstSeen) = (true, 0, started, number, false);

    /// <summary>Sends what fits; false where the connection broke.</summary>
    public bool Send()
    {
        var sent = Linux.Send(Descriptor, Request.AsSpan(Sent));
        Sent += Math.Max(sent, 0);
        return sent != -2;
    }

    public void Dispose() => _socket.Dispose();
}
