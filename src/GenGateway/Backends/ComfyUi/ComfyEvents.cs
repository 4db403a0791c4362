using System.Buffers.Binary;
using System.Text.Json;
using GenGateway.Backends.Http;

namespace GenGateway.Backends.ComfyUi;

/// <summary>Reads what a ComfyUI server tells over its WebSocket, and gives what is about one prompt. One owner, one reader.</summary>
/// <remarks>Prompts of others without a client are told to everybody: whatever does not carry the prompt's id is passed over.</remarks>
/// <param name="socket">The connection, this one's from here on.</param>
/// <param name="clock">Measures the silence.</param>
internal sealed class ComfyEvents(UpstreamSocket socket, TimeProvider clock) : IAsyncDisposable
{
    private const uint Preview = 1;
    private const uint PreviewWithMetadata = 4;
    private const int HeadLength = 8;

    // Some ten times a preview, or the progress of a large graph; what is longer is passed over.
    private const int MostMessage = 512 << 10;

    // How long the prompt may go without a word before somebody looks after it.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private Task<SocketMessage?>? _next;
    private long _heardAt = clock.GetTimestamp();
    private bool _isWorking;
    private bool _hasMetadata;

    /// <summary>The prompt that is listened for.</summary>
    public string PromptId { get; set; } = "";

    /// <summary>Whether the server said what it can, which those do that interrupt a prompt by its id.</summary>
    public bool IsRecent { get; private set; }

    /// <summary>Opens the connection that tells of a client's prompts.</summary>
    /// <param name="client">Speaks with the server.</param>
    /// <param name="clientId">The client; no other connection has it, else the server mixes them up.</param>
    /// <param name="longest">Longest wait for it: who does not answer by then is asked without.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>Null: there is none, and the history has to do.</returns>
    public static async ValueTask<ComfyEvents?> OpenAsync(UpstreamClient client, string clientId, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(longest, client.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var socket = (UpstreamSocket?)null;
        try
        {
            if (!(await UpstreamSocket.OpenAsync(client, client.Route($"ws?clientId={clientId}"), longest, stop.Token).ConfigureAwait(false)).TryGet(out socket, out _))
                return null;
            // It is read as the first message or not at all. Previews then say whose they are.
            await socket.SendAsync("""{"type":"feature_flags","data":{"supports_preview_metadata":true}}"""u8.ToArray(), stop.Token).ConfigureAwait(false);
            var events = new ComfyEvents(socket, client.Clock);
            socket = null;
            return events;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (socket is not null)
                await socket.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the next event.</summary>
    public async ValueTask<ComfyEvent> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _next ??= socket.ReceiveAsync(MostMessage, cancellationToken).AsTask();
            var left = Silence - clock.GetElapsedTime(_heardAt);
            try
            {
                if (left <= TimeSpan.Zero && !_next.IsCompleted)
                    throw new TimeoutException();
                var message = await _next.WaitAsync(left > TimeSpan.Zero ? left : Timeout.InfiniteTimeSpan, clock, cancellationToken).ConfigureAwait(false);
                _next = null;
                if (message is not { } received)
                    return new ComfyEvent(ComfyEventKind.Lost);
                if ((received.IsText ? OfText(received.Bytes) : OfBytes(received.Bytes)) is not { } happened)
                    continue;
                _heardAt = clock.GetTimestamp();
                return happened;
            }
            catch (TimeoutException)
            {
                _heardAt = clock.GetTimestamp();
                return new ComfyEvent(ComfyEventKind.Quiet);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await socket.DisposeAsync().ConfigureAwait(false);
        if (_next is null)
            return;
        try
        {
            await _next.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was waited for when its owner left.
        }
    }

    private ComfyEvent? OfText(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (WireText.Text(document.RootElement, "type") is not { } type || WireText.Member(document.RootElement, "data") is not { } data)
                return null;
            if (type == "feature_flags")
            {
                IsRecent = true;
                _hasMetadata = WireText.Member(data, "supports_preview_metadata") is { ValueKind: JsonValueKind.True };
                return null;
            }

            return WireText.Text(data, "prompt_id") == PromptId ? Of(type, data) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ComfyEvent? Of(string type, JsonElement data)
    {
        switch (type)
        {
            case "executing" when WireText.Text(data, "node") is null:
                // Comes once the history has it, behind all that says how it ended.
                _isWorking = false;
                return new ComfyEvent(ComfyEventKind.Ended);
            case "executing" or "execution_start":
                _isWorking = true;
                return new ComfyEvent(ComfyEventKind.Working);
            case "progress" when WireText.Text(data, "node") == ComfyGraph.SamplerNode && WireText.Count(data, "value") is { } step && WireText.Count(data, "max") is { } steps and > 0:
                return new ComfyEvent(ComfyEventKind.Stepped) { Step = Math.Min(step, steps), Steps = steps };
            default:
                return null;
        }
    }

    private ComfyEvent? OfBytes(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeadLength)
            return null;
        var kind = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span);
        // Without an id it may be the preview of somebody else's; only one prompt runs at a time, and a server that can say whose it is says so for ours.
        if (kind == Preview)
            return _isWorking && !_hasMetadata ? Previewed(bytes[HeadLength..]) : null;
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[4..]);
        if (kind != PreviewWithMetadata || length > bytes.Length - HeadLength)
            return null;
        try
        {
            using var document = JsonDocument.Parse(bytes.Slice(HeadLength, (int)length));
            return WireText.Text(document.RootElement, "prompt_id") == PromptId ? Previewed(bytes[(HeadLength + (int)length)..]) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ComfyEvent Previewed(ReadOnlyMemory<byte> picture) => new(ComfyEventKind.Previewed) { Picture = picture };
}
