using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>Who gets which event. As on the real server, a name belongs to the socket that took it last, and any socket that ends takes the name with it. Thread-safe.</summary>
internal sealed class ComfySockets(Func<JsonObject> status, Func<JsonObject> features)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ComfySocket> named = [];
    private readonly List<ComfySocket> open = [];
    private TaskCompletionSource passage = Passed();
    private (string? ClientId, string Node)? current;

    /// <summary>Every open socket, those that are forgotten too.</summary>
    public IReadOnlyList<ComfySocket> Open
    {
        get
        {
            lock (gate)
                return [.. open];
        }
    }

    /// <summary>Something about the sockets has changed.</summary>
    public event Action? Changed;

    /// <summary>Nothing is sent from now on; what would be is kept.</summary>
    public void Hold()
    {
        lock (gate)
        {
            if (passage.Task.IsCompleted)
                passage = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Release() => passage.TrySetResult();

    /// <summary>The node that is executing for a client, whom a new socket of the same name is told; null: none.</summary>
    public void SetCurrent(string? clientId, string? node)
    {
        lock (gate)
            current = node is null ? null : (clientId, node);
    }

    /// <summary>Does the handshake and speaks until the socket ends.</summary>
    public async Task ServeAsync(WireExchange exchange)
    {
        var request = exchange.Request;
        if (request.Header("Upgrade")?.Equals("websocket", StringComparison.OrdinalIgnoreCase) != true || request.Header("Sec-WebSocket-Key") is not { } key)
        {
            await exchange.SendAsync(ComfyReplies.NoUpgrade);
            return;
        }

        var deflates = request.Header("Sec-WebSocket-Extensions")?.Contains("permessage-deflate", StringComparison.Ordinal) == true;
        // What RFC 6455 asks for, not a secret.
#pragma warning disable CA5350
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        List<(string, string)> headers = [("Upgrade", "websocket"), ("Connection", "upgrade"), ("Sec-WebSocket-Accept", accept)];
        if (deflates)
            headers.Add(("Sec-WebSocket-Extensions", "permessage-deflate"));
        await exchange.UpgradeAsync([.. headers, .. ComfyReplies.Last()], async stream =>
        {
            var options = new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = Timeout.InfiniteTimeSpan, DangerousDeflateOptions = deflates ? new WebSocketDeflateOptions() : null };
            using var socket = WebSocket.CreateFromStream(stream, options);
            await SpeakAsync(socket, request.QueryValue("clientId"));
        });
    }

    /// <summary>To the socket of a client, or to all where there is no client.</summary>
    public void Send(string? clientId, string type, JsonObject data) => To(clientId, socket => socket.Send(Message(type, data)));

    /// <summary>A picture while a node works, in the form that its reader understands. One with metadata belongs before the progress of its step, one without behind it.</summary>
    /// <param name="clientId">Null: all, and without metadata.</param>
    /// <param name="picture">JPEG or PNG.</param>
    /// <param name="metadata">What it belongs to; null: send it to those who do not read metadata.</param>
    public void SendPicture(string? clientId, byte[] picture, JsonObject? metadata) => To(clientId, socket =>
    {
        if ((clientId is not null && socket.ReadsMetadata) != metadata is not null)
            return;
        if (metadata is null)
        {
            socket.Send([.. Number(1), .. Number(FakePictureKind.Of(picture) == "image/png" ? 2 : 1), .. picture]);
            return;
        }

        var json = Encoding.ASCII.GetBytes(PythonJson.Dumps(metadata));
        socket.Send([.. Number(4), .. Number(json.Length), .. json, .. picture]);
    });

    private static TaskCompletionSource Passed()
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        passed.SetResult();
        return passed;
    }

    private static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static JsonObject Message(string type, JsonObject data) => new() { ["type"] = type, ["data"] = data.DeepClone() };

    private async Task SpeakAsync(WebSocket webSocket, string? clientId)
    {
        var socket = new ComfySocket(webSocket, string.IsNullOrEmpty(clientId) ? Guid.CreateVersion7().ToString("N") : clientId, () => passage.Task);
        // Every event that comes after the first status is this socket's.
        lock (gate)
        {
            socket.Send(Message("status", new JsonObject { ["status"] = status(), ["sid"] = socket.ClientId }));
            if (current is { } executing && executing.ClientId == socket.ClientId)
                socket.Send(Message("executing", new JsonObject { ["node"] = executing.Node }));
            named[socket.ClientId] = socket;
            open.Add(socket);
        }

        Changed?.Invoke();
        var isFirst = true;
        await socket.SpeakAsync(text => isFirst = isFirst && !Hears(socket, text), () => Forget(socket));
    }

    /// <summary>Reads a first message; false where it is none yet.</summary>
    private bool Hears(ComfySocket socket, string text)
    {
        JsonNode? message;
        try
        {
            message = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return false;
        }

        if (message is not JsonObject json)
            return false;
        if (Json.Text(json, "type") != "feature_flags")
            return true;
        socket.ReadsMetadata = json["data"] is JsonObject flags && Json.IsTrue(flags, "supports_preview_metadata");
        socket.Send(Message("feature_flags", features()));
        return true;
    }

    private void Forget(ComfySocket socket)
    {
        lock (gate)
        {
            if (!open.Remove(socket))
                return;
            named.Remove(socket.ClientId);
        }

        Changed?.Invoke();
    }

    private void To(string? clientId, Action<ComfySocket> send)
    {
        lock (gate)
        {
            foreach (var socket in named.Values.Where(socket => clientId is null || socket.ClientId == clientId))
                send(socket);
        }
    }
}
