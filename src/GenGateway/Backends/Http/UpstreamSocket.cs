using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using GenGateway.Errors;

namespace GenGateway.Backends.Http;

/// <summary>A WebSocket to a backend (RFC 6455), over the connections and with the credential of everything else. One owner, one reader.</summary>
internal sealed class UpstreamSocket : IAsyncDisposable
{
    // How RFC 6455, section 1.3, lets a server show that it read the handshake.
    private const string Proof = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int Piece = 16 << 10;

    // A machine that vanished is found out within their sum.
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PongWithin = TimeSpan.FromSeconds(15);

    private readonly HttpResponseMessage _response;
    private readonly WebSocket _socket;
    private readonly ArrayBufferWriter<byte> _message = new(Piece);

    private UpstreamSocket(HttpResponseMessage response, WebSocket socket) => (_response, _socket) = (response, socket);

    /// <summary>Opens one.</summary>
    /// <param name="client">Speaks with the endpoint.</param>
    /// <param name="route">From <see cref="UpstreamClient.Route"/>; http or https.</param>
    /// <param name="connect">Longest wait for a new connection.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async ValueTask<Outcome<UpstreamSocket>> OpenAsync(UpstreamClient client, Uri route, TimeSpan connect, CancellationToken cancellationToken)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        if (!(await client.UpgradeAsync(route, [new("Connection", "Upgrade"), new("Upgrade", "websocket"), new("Sec-WebSocket-Version", "13"), new("Sec-WebSocket-Key", key)], connect, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        var isOpen = false;
        try
        {
            if (response.StatusCode != HttpStatusCode.SwitchingProtocols || !response.Headers.TryGetValues("Sec-WebSocket-Accept", out var accepted) || !accepted.Contains(AcceptOf(key)))
                return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' opens no WebSocket ({(int)response.StatusCode}).") { UpstreamStatus = (int)response.StatusCode };
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { KeepAliveInterval = PingEvery, KeepAliveTimeout = PongWithin });
            isOpen = true;
            return new UpstreamSocket(response, socket);
        }
        finally
        {
            if (!isOpen)
                response.Dispose();
        }
    }

    /// <summary>Sends a text.</summary>
    /// <returns>Whether it went; a connection that broke is told by the next <see cref="ReceiveAsync"/>.</returns>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception thrown) when (IsTransport(thrown))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>Waits for the next message. One that is longer than the limit is passed over.</summary>
    /// <param name="most">Bytes that a message may have.</param>
    /// <param name="cancellationToken">Ends it, and the connection with it.</param>
    /// <returns>The message, valid until the next call; null: the connection ended, however.</returns>
    public async ValueTask<SocketMessage?> ReceiveAsync(int most, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                _message.ResetWrittenCount();
                var isTooLong = false;
                ValueWebSocketReceiveResult read;
                do
                {
                    read = await _socket.ReceiveAsync(_message.GetMemory(Piece), cancellationToken).ConfigureAwait(false);
                    if (read.MessageType == WebSocketMessageType.Close)
                        return null;
                    isTooLong |= _message.WrittenCount + read.Count > most;
                    if (!isTooLong)
                        _message.Advance(read.Count);
                }
                while (!read.EndOfMessage);
                if (!isTooLong)
                    return new SocketMessage(read.MessageType == WebSocketMessageType.Text, _message.WrittenMemory);
            }
        }
        catch (Exception thrown) when (IsTransport(thrown))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        // No farewell: nobody waits for the server's.
        _socket.Abort();
        _socket.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsTransport(Exception thrown) => thrown is WebSocketException or IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException;

#pragma warning disable CA5350 // What the handshake is made of; nothing is kept secret by it.
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Proof)));
#pragma warning restore CA5350
}
