using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>
/// A server that speaks as ComfyUI does: prompts and their queue, history, events over WebSockets, uploads and pictures, and what it lists. It runs one prompt
/// at a time; a socket that goes away stops nothing. It knows the classes of <see cref="ComfyNodes"/> and no others. What it answers, and how badly, can be
/// changed at any time. Thread-safe.
/// </summary>
public sealed class FakeComfyUi : IAsyncDisposable
{
    private readonly WireServer server;
    private readonly CancellationTokenSource stopping = new();
    private readonly TimeProvider clock;
    private readonly Changes changes = new();
    private readonly ComfyQueue queue;
    private readonly ComfySockets sockets;
    private readonly ComfyUploads uploads;
    private readonly ComfyCache cache;
    private readonly ComfyRoutes routes;
    private readonly Task working;
    private int emptyHistories;

    /// <param name="port">0 takes a free one.</param>
    /// <param name="clock">For timestamps; null is the system's.</param>
    public FakeComfyUi(int port = 0, TimeProvider? clock = null)
    {
        this.clock = clock ?? TimeProvider.System;
        Files = new ComfyFiles(this.clock);
        uploads = new ComfyUploads(Files);
        cache = new ComfyCache(Files);
        queue = new ComfyQueue(TellStatus);
        sockets = new ComfySockets(() => queue.Status, () => ComfyListings.Features(Version));
        sockets.Changed += changes.Fire;
        routes = new ComfyRoutes(this, queue, sockets, uploads, cache);
        working = WorkAsync();
        server = new WireServer(routes.AnswerAsync, port);
    }

    public Uri Url => server.Url;

    /// <summary>As an operator writes it into <c>endpoints</c>.</summary>
    public string Endpoint => Url.GetLeftPart(UriPartial.Authority);

    public Traffic Traffic => server.Traffic;

    /// <summary>Which version it is; to be set before the first request. Setting it makes the samplers those of the version.</summary>
    public ComfyVersion Version
    {
        get;
        set
        {
            field = value;
            Samplers = ComfyListings.SamplersOf(value);
        }
    }

    /// <summary>How <c>POST /prompt</c> behaves. A prompt whose answer is held or cut is queued before, and runs; one that is answered with something else is not.</summary>
    public BehaviorBook Behaviors { get; } = new();

    /// <summary>How <c>/history</c> behaves.</summary>
    public BehaviorBook Histories { get; } = new();

    /// <summary>How <c>/view</c> behaves.</summary>
    public BehaviorBook Views { get; } = new();

    /// <summary>How <c>/upload</c> behaves.</summary>
    public BehaviorBook Uploading { get; } = new();

    /// <summary>How queue, interrupt, jobs and free behave.</summary>
    public BehaviorBook Control { get; } = new();

    /// <summary>How lists, <c>/system_stats</c> and <c>GET /prompt</c> behave.</summary>
    public BehaviorBook Listing { get; } = new();

    /// <summary>How the handshake of a WebSocket behaves: a refusal is <see cref="ComfyReplies.Bare"/>.</summary>
    public BehaviorBook Handshakes { get; } = new();

    /// <summary>The sampling, step by step. A run that is held for ever never finishes.</summary>
    public FakeSteps Steps { get; } = new();

    /// <summary>Where every run stands before history has it, its last event sent; null: nowhere.</summary>
    public SyncPoint? BeforeHistory { get; set; }

    /// <summary>So many questions for one prompt's history are still answered as if it had not finished.</summary>
    public int EmptyHistories
    {
        get => Volatile.Read(ref emptyHistories);
        set => Volatile.Write(ref emptyHistories, value);
    }

    /// <summary>How runs fail from now on; null: they do not.</summary>
    public ComfyFailure? Failure { get; set; }

    /// <summary>A batch of more pixels than this is more than the memory holds.</summary>
    public long MostPixels { get; set; } = long.MaxValue;

    /// <summary>An interrupt is answered as ever and stops nothing.</summary>
    public bool IgnoresInterrupts { get; set; }

    /// <summary>What it was started with: <c>none</c>, <c>latent2rgb</c>, <c>taesd</c> or <c>auto</c>.</summary>
    public string PreviewMethod { get; set; } = "none";

    public IReadOnlyList<string> Checkpoints { get; set; } = ["tiny-random-sd15.safetensors"];

    public IReadOnlyList<string> Vaes { get; set; } = [];

    public IReadOnlyList<string> Samplers { get; set; } = ComfyListings.SamplersOf(ComfyVersion.V080);

    public IReadOnlyList<string> Schedulers { get; set; } = ComfyListings.Schedulers;

    /// <summary>Every prompt that was accepted, in order.</summary>
    public IReadOnlyList<ComfyPrompt> Prompts => queue.All;

    /// <summary>The one that came last.</summary>
    public ComfyPrompt LastPrompt => Prompts is [.., var last] ? last : throw new InvalidOperationException($"No prompt was accepted: {Traffic}");

    /// <summary>Every interrupt that was asked for, in order: the prompt's id, or null for whatever runs.</summary>
    public IReadOnlyList<string?> Interrupts => routes.Interrupts;

    /// <summary>Every id that was to be deleted from the queue, whether or not it was there.</summary>
    public IReadOnlyList<string> Deleted => routes.Deleted;

    /// <summary>The files that were uploaded, in order.</summary>
    public IReadOnlyList<ComfyUpload> Uploads => uploads.All;

    /// <summary>The WebSockets that are open.</summary>
    public IReadOnlyList<ComfySocket> Sockets => sockets.Open;

    internal ComfyFiles Files { get; }

    internal long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    internal bool MustStop => queue.Interrupted && !IgnoresInterrupts;

    /// <summary>Waits until the fake is as asked; after 15 s a <see cref="TimeoutException"/> says what was there instead. Wakes on prompts, their states and sockets.</summary>
    public Task UntilAsync(Func<FakeComfyUi, bool> reached, string what, CancellationToken cancellationToken) => changes.UntilAsync(() => reached(this), what, ToString, cancellationToken);

    /// <summary>No event goes out from now on; what would is kept.</summary>
    public void HoldEvents() => sockets.Hold();

    /// <summary>All that was kept goes out.</summary>
    public void ReleaseEvents() => sockets.Release();

    /// <summary>Ends all sockets of a client without a close frame; null: of all clients.</summary>
    public Task DropAsync(string? clientId = null) => Task.WhenAll(Sockets.Where(socket => clientId is null || socket.ClientId == clientId).Select(socket => socket.DropAsync()));

    /// <summary>From now on connections are refused; sockets end.</summary>
    public Task RefuseAsync() => server.RefuseAsync();

    /// <summary>Resets every open connection.</summary>
    public void DropConnections() => server.DropConnections();

    /// <summary>Listens again.</summary>
    public void Accept() => server.Accept();

    public override string ToString() =>
        $"{Prompts.Count} prompts ({string.Join(", ", Prompts.Select(prompt => $"{prompt.Id} {prompt.State}"))}), sockets of {string.Join(", ", Sockets.Select(socket => socket.ClientId))}, {Traffic}";

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await server.DisposeAsync();
        await working;
        stopping.Dispose();
    }

    /// <summary>Goes through one step of sampling.</summary>
    internal async Task StepAsync(int step)
    {
        // The older version looks between steps only.
        await Steps.PassAsync(step, () => Version == ComfyVersion.V080 && MustStop, stopping.Token);
        if (MustStop)
            throw new ComfyInterruptedException();
    }

    /// <summary>Whether this question for a finished prompt still finds nothing.</summary>
    internal bool TakeEmptyHistory() => Volatile.Read(ref emptyHistories) > 0 && Interlocked.Decrement(ref emptyHistories) >= 0;

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                var prompt = await queue.TakeAsync(stopping.Token);
                var (state, entry) = await new ComfyRun(this, prompt, sockets, cache).RunAsync();
                Steps.End();
                if (BeforeHistory is { } point)
                    await point.PassAsync(stopping.Token);
                queue.End(prompt, state, entry);
                if (prompt.ClientId is { } client)
                    sockets.Send(client, "executing", new JsonObject { ["node"] = null, ["prompt_id"] = prompt.Id });
                changes.Fire();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void TellStatus()
    {
        sockets.Send(null, "status", new JsonObject { ["status"] = queue.Status });
        changes.Fire();
    }
}
