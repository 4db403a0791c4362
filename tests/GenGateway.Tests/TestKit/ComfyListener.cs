using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using GenGateway.TestKit.ComfyUi;

namespace GenGateway.Tests.TestKit;

/// <summary>A client's WebSocket at a fake, which keeps every frame until a test asks for it.</summary>
internal sealed class ComfyListener : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Channel<byte[]> frames = Channel.CreateUnbounded<byte[]>();
    private Task listening = Task.CompletedTask;

    /// <summary>How the connection ended: with a close frame or without.</summary>
    public WebSocketCloseStatus? Closed => socket.CloseStatus;

    public static async Task<ComfyListener> OpenAsync(FakeComfyUi fake, string target, CancellationToken cancellationToken)
    {
        var listener = new ComfyListener();
        await listener.socket.ConnectAsync(new Uri($"ws://127.0.0.1:{fake.Url.Port}{target}"), cancellationToken);
        listener.listening = listener.ListenAsync();
        return listener;
    }

    public Task SendAsync(string text, CancellationToken cancellationToken) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>The next frame: a text as it is, a binary one by what its head says.</summary>
    public async Task<string> NextAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(15));
        var frame = await frames.Reader.ReadAsync(bound.Token);
        return frame[0] == '{' ? Encoding.UTF8.GetString(frame) : Told(frame);
    }

    /// <summary>What has come since, without waiting.</summary>
    public bool HasMore => frames.Reader.TryPeek(out _);

    /// <summary>Until the server has ended the connection.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => listening.WaitAsync(cancellationToken);

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        await listening.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the TCP connection without a word.</summary>
    public void Abort() => socket.Abort();

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        socket.Abort();
        await listening;
        socket.Dispose();
        ending.Dispose();
    }

    /// <summary>The kind of a binary frame, its metadata, and the kind of its picture.</summary>
    internal static string Told(byte[] frame)
    {
        var kind = BinaryPrimitives.ReadInt32BigEndian(frame);
        var second = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4));
        var picture = kind == 4 ? 8 + second : 8;
        return $"{kind} {(kind == 4 ? Encoding.UTF8.GetString(frame, 8, second) : second)} {Convert.ToHexString(frame.AsSpan(picture, 3))}";
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(), ending.Token);
                if (read.MessageType == WebSocketMessageType.Close)
                    break;
                message.Write(buffer, 0, read.Count);
                if (!read.EndOfMessage)
                    continue;
                frames.Writer.TryWrite(message.ToArray());
                message.SetLength(0);
            }
        }
        catch (Exception wrong) when (wrong is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It ended without a close frame.
        }

        frames.Writer.Complete();
    }
}
