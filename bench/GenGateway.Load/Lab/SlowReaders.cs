using System.Net;
using System.Net.Sockets;
using GenGateway.Load.Drive;

namespace GenGateway.Load.Lab;

/// <summary>Clients that ask for a long stream at full speed and read a kilobyte every 50 ms: what they do not read must wait at the upstream, not on a thread.</summary>
internal static class SlowReaders
{
    private const int Events = 50_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads until cancelled; throws where a stream ends before.</summary>
    public static Task RunAsync(IPEndPoint target, int readers, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, readers).Select(_ => ReadAsync(target, cancellationToken)));

    private static async Task ReadAsync(IPEndPoint target, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(target, cancellationToken);
        await socket.SendAsync(RequestForm.Chat(stream: true, events: Events), cancellationToken);
        var buffer = new byte[1024];
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (await socket.ReceiveAsync(buffer, cancellationToken) == 0)
                    throw new InvalidOperationException("A slow reader's stream ended early.");
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }
}
