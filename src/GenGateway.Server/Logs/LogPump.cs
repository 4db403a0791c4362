using System.Buffers;
using System.Threading.Channels;
using GenGateway.Configuration;
using GenGateway.Telemetry;

namespace GenGateway.Server.Logs;

/// <summary>The log's only writer: takes entries from any thread without waiting, writes them on its own; counts what does not fit.</summary>
/// <remarks>Registered first, so that the host stops it last.</remarks>
internal sealed class LogPump : IHostedService, IMetricSource
{
    private const int Waiting = 16 * 1024;
    private const int FlushBytes = 64 * 1024;
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(5);

    private readonly Channel<LogEntry> _entries;
    private readonly Stream _output;
    private readonly ILineFormat _format;
    private readonly LogLevel _least;
    private readonly TimeProvider _clock;
    private Task _writing = Task.CompletedTask;
    private long _dropped;

    public LogPump(Stream output, LoggingConfig config, TimeProvider clock)
    {
        _output = output;
        _clock = clock;
        _format = config.Format == LoggingFormat.Pretty ? new PrettyLines() : new JsonLines();
        _least = LevelNames.Least(config.Level);
        _entries = Channel.CreateBounded<LogEntry>(
            new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true, AllowSynchronousContinuations = false },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Whether a level is written at all.</summary>
    public bool IsEnabled(LogLevel level) => level >= _least && level != LogLevel.None;

    /// <summary>Gives an entry to the writer; never waits.</summary>
    public void Write(LogEntry entry)
    {
        if (IsEnabled(entry.Level))
            _entries.Writer.TryWrite(entry);
    }

    public void Write(PrometheusWriter writer)
    {
        writer.Family("gengateway_log_lines_dropped_total", "Log lines that found no room.", MetricKind.Counter);
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
        try
        {
            await _writing.WaitAsync(Ending, _clock, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // Whoever should read our output does not; the process ends all the same.
        }
    }

    private async Task PumpAsync()
    {
        // The caller is the starting host: the first synchronous stretch must not run on its thread.
        await Task.Yield();
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            while (await _entries.Reader.WaitToReadAsync())
            {
                while (buffer.WrittenCount < FlushBytes && _entries.Reader.TryRead(out var entry))
                    _format.Write(entry, buffer);
                await _output.WriteAsync(buffer.WrittenMemory);
                await _output.FlushAsync();
                buffer.ResetWrittenCount();
            }
        }
        catch (IOException)
        {
            // A closed pipe: serving goes on without a log.
            _entries.Writer.TryComplete();
        }
    }
}
