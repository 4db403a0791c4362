using System.Buffers;
using GenGateway.Journey;
using GenGateway.Surfaces;

namespace GenGateway.Server.Http;

/// <summary>
/// Begins a stream for a client that has waited long (<c>stream.ping_after_secs</c>, queue included), and pings until the answer comes. From then on the status
/// is 200 and failures are events.
/// </summary>
/// <remarks>The sweeper starts the pings; whoever has an answer closes it first, and writes only when the last ping is out.</remarks>
internal sealed class PingingStart : Watched, IAsyncDisposable
{
    private readonly HttpContext _context;
    private readonly GenerationRequest _request;
    private readonly EarlyStart _start;
    private readonly ClientPace _pace;
    private readonly Sweeper _sweeper;
    private readonly TimeSpan _between;
    private readonly Lock _lock = new();
    private Task _writing = Task.CompletedTask;
    private bool _isClosed;

    public PingingStart(HttpContext context, GenerationRequest request, EarlyStart start, ClientPace pace, Sweeper sweeper, TimeSpan between)
    {
        _context = context;
        _request = request;
        _start = start;
        _pace = pace;
        _sweeper = sweeper;
        _between = between;
        Due = sweeper.In(between);
        sweeper.Add(this);
    }

    /// <summary>Whether the head is out. Settled once it was closed.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>No ping begins any more; returns when the last one is out. Idempotent.</summary>
    public async ValueTask CloseAsync()
    {
        Task writing;
        lock (_lock)
        {
            _isClosed = true;
            writing = _writing;
        }

        _sweeper.Remove(this);
        await writing;
    }

    public ValueTask DisposeAsync() => CloseAsync();

    protected override void Expire()
    {
        lock (_lock)
        {
            if (_isClosed || !_writing.IsCompleted)
                return;
            Due = _sweeper.In(_between);
            _writing = PingAsync();
        }
    }

    private async Task PingAsync()
    {
        // Off the sweeper's thread: everybody's deadlines wait for it.
        await Task.Yield();
        try
        {
            if (!HasStarted)
            {
                HasStarted = true;
                var response = _context.Response;
                response.StatusCode = StatusCodes.Status200OK;
                response.ContentType = _start.ContentType;
                response.Headers.CacheControl = "no-store";
                response.Headers["X-Accel-Buffering"] = "no";
                RateHeaders.Write(response.Headers, _request.Rates);
            }

            _context.Response.BodyWriter.Write(_start.Ping.Span);
            await _pace.FlushAsync(_context, CancellationToken.None);
        }
        catch (Exception thrown) when (thrown is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client is gone; the road learns that by itself.
        }
    }
}
