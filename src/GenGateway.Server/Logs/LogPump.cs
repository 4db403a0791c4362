using System.Buffers;
using System.Threading.Channels;
using GenGateway.Configuration;
using GenGateway.Telemetry;

namespace GenGateway.Server.Logs;

/// <summary>The log's only writer: takes entries from any thread without waiting, writes them on its own; counts what does not fit.</summary>
/// <remarks>Registered first, so that the host stops it last.</remarks>
internal sealed class LogPump : IHostedService, IMetricSource
{
    private const string Access = "GenGateway.Server.Access";
    private const int Waiting = 16 * 1024;
    private const int FlushBytes = 64 * 1024;
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(5);

    // A line may be this late: under load one wake-up and one write then carry many.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(10);

    private readonly Channel<LogEntry> _entries;
    private readonly IReadOnlyList<ILogOutput> _outputs;
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ILineFormat _format;
    private volatile LogLevels _levels;
    private Task _writing = Task.CompletedTask;
    private long _dropped;
    private int _urgent;

    /// <summary>A log to one stream.</summary>
    public LogPump(Stream output, LoggingConfig config, TimeProvider clock)
        : this([new StreamOutput(output)], config, clock)
    {
    }

    /// <param name="outputs">Where lines go; disposed with the log.</param>
    /// <param name="config">Levels and format.</param>
    /// <param name="clock">The only clock.</param>
    public LogPump(IReadOnlyList<ILogOutput> outputs, LoggingConfig config, TimeProvider clock)
    {
        _outputs = outputs;
        _clock = clock;
        _format = FormatOf(config);
        _levels = new LogLevels(config);
        _entries = Channel.CreateBounded<LogEntry>(
            new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true, AllowSynchronousContinuations = false },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>From now on, these levels and this format; where lines go stays.</summary>
    public void Use(LoggingConfig config)
    {
        Volatile.Write(ref _format, FormatOf(config));
        _levels = new LogLevels(config);
    }

    /// <summary>Whether a category's lines of a level are written at all.</summary>
    public bool IsEnabled(string category, LogLevel level) => level != LogLevel.None && level >= _levels.Least(category);

    /// <summary>Whether a request's line of a level is written.</summary>
    public bool TakesAccess(LogLevel level) => IsEnabled(Access, level);

    /// <summary>Gives an entry to the writer; never waits.</summary>
    public void Write(LogEntry entry)
    {
        if (!IsEnabled(entry is MessageEntry message ? message.Source : Access, entry.Level))
            return;
        if (entry.Level >= LogLevel.Error)
            Volatile.Write(ref _urgent, 1);
        _entries.Writer.TryWrite(entry);
    }

    public void Write(PrometheusWriter writer)
    {
        writer.Family("gengateway_log_lines_dropped_total", "Log lines that found no room, or could not be written.", MetricKind.Counter);
        writer.Sample(Interlocked.Read(ref _dropped));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writing = PumpAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _entries.Writer.TryComplete();
        _stopping.TrySetResult();
        try
        {
            await _writing.WaitAsync(Ending, _clock, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // Whoever should read our output does not; the process ends all the same.
        }
    }

    private static ILineFormat FormatOf(LoggingConfig config) => config.Format == LoggingFormat.Pretty ? new PrettyLines() : new JsonLines();

    private async Task PumpAsync()
    {
        // The caller is the starting host: the first synchronous stretch must not run on its thread.
        await Task.Yield();
        var buffer = new ArrayBufferWriter<byte>(FlushBytes);
        while (await _entries.Reader.WaitToReadAsync())
        {
            if (Interlocked.Exchange(ref _urgent, 0) == 0 && !_stopping.Task.IsCompleted)
                await LingerAsync();
            var format = Volatile.Read(ref _format);
            var lines = 0;
            while (buffer.WrittenCount < FlushBytes && _entries.Reader.TryRead(out var entry))
            {
                format.Write(entry, buffer);
                lines++;
            }

            foreach (var output in _outputs)
                await WriteAsync(output, buffer.WrittenMemory, lines);
            buffer.ResetWrittenCount();
        }

        foreach (var output in _outputs)
            await output.DisposeAsync();
    }

    private async ValueTask LingerAsync() => await Task.WhenAny(_stopping.Task, Task.Delay(Linger, _clock));

    private async ValueTask WriteAsync(ILogOutput output, ReadOnlyMemory<byte> lines, int count)
    {
        try
        {
            await output.WriteAsync(lines);
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            // A full disk: serving goes on, and the count says what is missing.
            Interlocked.Add(ref _dropped, count);
        }
    }
}
