using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>One WebSocket of a <see cref="FakeComfyUi"/>. Thread-safe.</summary>
public sealed class ComfySocket
{
    private readonly WebSocket socket;
    private readonly Channel<(WebSocketMessageType Type, byte[] Bytes)> frames = Channel.CreateUnbounded<(WebSocketMessageType, byte[])>();
    private readonly TaskCompletionSource dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Task> mayPass;

    internal ComfySocket(WebSocket socket, string clientId, Func<Task> mayPass) => (this.socket, ClientId, this.mayPass) = (socket, clientId, mayPass);

    /// <summary>The name under which events find it: the client's, or the server's where the client gave none.</summary>
    public string ClientId { get; }

    /// <summary>It announced that it reads previews with metadata.</summary>
    public bool ReadsMetadata { get; internal set; }

    /// <summary>Ends the TCP connection without a close frame, as a server does that is stopped; returns when the server has forgotten the socket.</summary>
    public Task DropAsync()
    {
        dropped.TrySetResult();
        return ended.Task;
    }

    internal void Send(JsonObject message) => frames.Writer.TryWrite((WebSocketMessageType.Text, Encoding.ASCII.GetBytes(PythonJson.Dumps(message))));

    internal void Send(byte[] frame) => frames.Writer.TryWrite((WebSocketMessageType.Binary, frame));

    /// <summary>Speaks until either side ends it.</summary>
    /// <param name="heard">Gets each text.</param>
    /// <param name="forget">Removes the socket from the server's list.</param>
    internal async Task SpeakAsync(Action<string> heard, Action forget)
    {
        using var ending = new CancellationTokenSource();
        var writing = WriteAsync(ending.Token);
        var listening = ListenAsync(heard, ending.Token);
        try
        {
            if (await Task.WhenAny(listening, dropped.Task) == listening && await listening)
            {
                forget();
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ending.Token);
            }
        }
        catch (Exception wrong) when (IsBroken(wrong))
        {
            // The connection broke or was dropped: there is nobody to tell.
        }
        finally
        {
            forget();
            await ending.CancelAsync();
            await writing;
            await ((Task)listening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ended.TrySetResult();
        }
    }

    /// <summary>True when the client says that it closes.</summary>
    private async Task<bool> ListenAsync(Action<string> heard, CancellationToken ending)
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(), ending);
            if (read.MessageType == WebSocketMessageType.Close)
                return true;
            message.Write(buffer, 0, read.Count);
            if (!read.EndOfMessage)
                continue;
            if (read.MessageType == WebSocketMessageType.Text)
                heard(Encoding.UTF8.GetString(message.ToArray()));
            message.SetLength(0);
        }
    }

    private async Task WriteAsync(CancellationToken ending)
    {
        try
        {
            await foreach (var (type, bytes) in frames.Reader.ReadAllAsync(ending))
            {
                await mayPass().WaitAsync(ending);
                await socket.SendAsync(bytes.AsMemory(), type, endOfMessage: true, ending);
            }
        }
        catch (Exception wrong) when (IsBroken(wrong))
        {
            // What was not sent is lost, as on the real server.
        }
    }

    private static bool IsBroken(Exception wrong) => wrong is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or System.Net.Sockets.SocketException or JsonException;
}
