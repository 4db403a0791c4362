using System.Net;
using System.Net.Sockets;
using GenGateway.Load.Drive;

namespace GenGateway.Load.Soak;

/// <summary>Clients that begin a stream and leave in the middle of it.</summary>
internal static class Leavers
{
    private const int ReadBeforeLeaving = 20;

    /// <summary>Comes and goes until cancelled; returns how often.</summary>
    public static async Task<long> RunAsync(IPEndPoint target, CancellationToken cancellationToken)
    {
        var request = RequestForm.Chat(stream: true, paceMicroseconds: 5000);
        var buffer = new byte[8192];
        long left = 0;
        try
        {
            while (true)
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(target, cancellationToken);
                await socket.SendAsync(request, cancellationToken);
                for (var reads = 0; reads < ReadBeforeLeaving && await socket.ReceiveAsync(buffer, cancellationToken) > 0;)
                    reads++;
                left++;
            }
        }
        catch (OperationCanceledException)
        {
            return left;
        }
    }
}
