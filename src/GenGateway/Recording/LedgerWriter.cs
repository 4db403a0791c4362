using System.Diagnostics.CodeAnalysis;
using GenGateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace GenGateway.Recording;

/// <summary>Moves what is journaled into the store, in batches, on a thread of its own; the only user of the store's writing connection.</summary>
/// <remarks>
/// Thread safe but for <see cref="Start"/> and <see cref="StopAsync"/>, which are called once each. While the store is gone the journal
/// grows up to its limit and the same batch is tried again.
/// </remarks>
public sealed partial class LedgerWriter : IStoreQueue, IMetricSource
{
    private readonly object _gate = new();
    private readonly Journal _journal;
    private readonly IRecordStore _store;
    private readonly ILogger<LedgerWriter> _logger;
    private readonly TimeProvider _clock;
    private readonly LedgerWriterOptions _options;
    private readonly RecordBatches _batches;
    private readonly Queue<Action<bool>> _commands = new();
    private readonly List<FlushRequest> _flushes = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _backoff;
    private long _written;
    private long _rejected;
    private long _droppedSeen;
    private bool _dropping;
    private bool _storeUp = true;
    private bool _asleep;
    private bool _urgent;
    private bool _stopping;
    private bool _givenUp;

    /// <param name="journal">Whose records.</param>
    /// <param name="store">Where they go.</param>
    /// <param name="logger">Told once per change: store gone and back, journal full and not.</param>
    /// <param name="clock">For the deadlines of <see cref="FlushAsync"/>.</param>
    /// <param name="options">Sizes and pauses.</param>
    public LedgerWriter(Journal journal, IRecordStore store, ILogger<LedgerWriter> logger, TimeProvider clock, LedgerWriterOptions? options = null)
    {
        (_journal, _store, _logger, _clock, _options) = (journal, store, logger, clock, options ?? new());
        _batches = new RecordBatches(journal, _options, Noticed);
        journal.Appended = Wake;
    }

    private enum Progress
    {
        /// <summary>There was nothing to move.</summary>
        Idle,

        /// <summary>Everything that was there is stored.</summary>
        Moved,

        /// <summary>A full batch is stored, and more may wait.</summary>
        MovedFull,

        /// <summary>The store did not take the batch.</summary>
        Stuck,
    }

    /// <summary>Whether the store took the last batch.</summary>
    public bool StoreUp => Volatile.Read(ref _storeUp);

    /// <summary>Records that the store has taken since the start.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Begins with what earlier processes left: records that were settled, and interrupted ones.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "gengateway-records" }.Start();

    /// <summary>Moves everything that is journaled, then ends. Call it when nothing travels any more.</summary>
    /// <param name="cancellationToken">When not to wait any longer for a store that is gone; what is left stays in the journal.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _journal.Close();
        Urge(() => _stopping = true);
        var registration = cancellationToken.UnsafeRegister(static state => ((LedgerWriter)state!).GiveUp(), this);
        await using (registration.ConfigureAwait(false))
            await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>Waits until everything journaled so far is in the store, so that a reader sees what it was told of.</summary>
    /// <returns>False when the deadline passed first; the store may be slow or gone.</returns>
    public async Task<bool> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var request = new FlushRequest(_journal.End, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!Urge(() => _flushes.Add(request)))
            return false;
        try
        {
            return await request.Done.Task.WaitAsync(deadline, _clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = false;
        var isOpen = Urge(() =>
        {
            isTaken = _commands.Count < _options.Commands;
            if (isTaken)
                _commands.Enqueue(isOpen => Do(work, done, isOpen, cancellationToken));
        });
        if (!isOpen || !isTaken)
            throw new StoreUnavailableException(isOpen ? $"{_options.Commands} commands wait for the database already; try again." : "The server is stopping; its database takes nothing more.");
        return await done.Task.ConfigureAwait(false);
    }

    public void Write(PrometheusWriter writer)
    {
        writer.Family("gengateway_records_written_total", "Records that the store has taken.", MetricKind.Counter);
        writer.Sample(Written);
        writer.Family("gengateway_records_dropped_total", "Records that were lost, or lost their answer's text.", MetricKind.Counter);
        writer.Sample(_journal.Dropped + Interlocked.Read(ref _rejected));
        writer.Family("gengateway_journal_bytes", "Bytes of the journal on disk.", MetricKind.Gauge);
        writer.Sample(_journal.Bytes);
        writer.Family("gengateway_store_up", "Whether the store takes records.", MetricKind.Gauge);
        writer.Sample(StoreUp ? 1 : 0);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whoever gave the work gets what it threw.")]
    private static void Do<T>(Func<T> work, TaskCompletionSource<T> done, bool isOpen, CancellationToken cancellationToken)
    {
        if (!isOpen)
        {
            done.SetException(new StoreUnavailableException("The server is stopping; its database takes nothing more."));
            return;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            done.SetCanceled(cancellationToken);
            return;
        }

        try
        {
            done.SetResult(work());
        }
        catch (Exception thrown)
        {
            done.SetException(thrown);
        }
    }

    private void Run()
    {
        while (true)
        {
            RunCommands(isOpen: true);
            var progress = Move();
            CompleteFlushes(progress);
            TellDrops();
            lock (_gate)
            {
                if (_stopping && (_givenUp || (progress == Progress.Idle && _commands.Count == 0)))
                    break;
            }

            if (progress != Progress.MovedFull)
                Rest(progress);
        }

        lock (_gate)
            _ended.TrySetResult();
        RunCommands(isOpen: false);
        CompleteFlushes(Progress.Idle);
    }

    private void RunCommands(bool isOpen)
    {
        while (true)
        {
            Action<bool>? command;
            lock (_gate)
            {
                if (!_commands.TryDequeue(out command))
                    return;
            }

            command(isOpen);
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever the store throws, the records stay in the journal and the next try may succeed.")]
    private Progress Move()
    {
        try
        {
            // A reservation that finds no settlement to go with goes alone.
            _journal.WriteHeld();
            var isFull = _batches.Collect();
            var isAny = _batches.Pending.Count > 0;
            if (isAny)
                Store(_batches.Pending, mayRepeat: _backoff > TimeSpan.Zero || _batches.HasOlder);
            _batches.Stored();
            if (isAny)
                StoreIsUp();
            return isFull ? Progress.MovedFull : isAny ? Progress.Moved : Progress.Idle;
        }
        catch (Exception thrown)
        {
            StoreIsDown(thrown);
            return Progress.Stuck;
        }
    }

    private void Store(List<TransactionRecord> batch, bool mayRepeat)
    {
        try
        {
            _store.Write(batch, mayRepeat);
            Interlocked.Add(ref _written, batch.Count);
        }
        catch (RecordRejectedException thrown) when (batch.Count == 1)
        {
            Interlocked.Increment(ref _rejected);
            Log.Rejected(_logger, thrown, batch[0].RequestId);
        }
        catch (RecordRejectedException)
        {
            // One at a time: those before the bad one are written twice at worst, which is the same as once.
            foreach (var record in batch)
                Store([record], mayRepeat: true);
        }
    }

    private void StoreIsUp()
    {
        _backoff = TimeSpan.Zero;
        if (StoreUp)
            return;
        Volatile.Write(ref _storeUp, true);
        Log.StoreUp(_logger, _journal.Bytes);
    }

    private void StoreIsDown(Exception thrown)
    {
        _backoff = _backoff == TimeSpan.Zero ? _options.FirstBackoff : _backoff * 2;
        if (_backoff > _options.LongestBackoff)
            _backoff = _options.LongestBackoff;
        if (!StoreUp)
            return;
        Volatile.Write(ref _storeUp, false);
        Log.StoreDown(_logger, thrown, _options.LongestBackoff.TotalSeconds);
    }

    /// <summary>One line when records begin to be lost, and one when the losing has ended.</summary>
    private void TellDrops()
    {
        var dropped = _journal.Dropped;
        var isDropping = dropped != _droppedSeen;
        if (isDropping && !_dropping)
            Log.Dropping(_logger);
        else if (_dropping && !isDropping)
            Log.DroppingEnded(_logger, dropped);
        (_droppedSeen, _dropping) = (dropped, isDropping);
    }

    private void CompleteFlushes(Progress progress)
    {
        if (progress == Progress.Stuck)
            return;
        lock (_gate)
        {
            var isEnded = _ended.Task.IsCompleted;
            var position = _batches.Position;
            _flushes.RemoveAll(request =>
            {
                var isStored = request.Target.CompareTo(position) <= 0;
                if (isStored || isEnded)
                    request.Done.TrySetResult(isStored && _batches.Pending.Count == 0);
                return isStored || isEnded;
            });
        }
    }

    private void Rest(Progress progress)
    {
        lock (_gate)
        {
            if (!_urgent)
            {
                if (progress == Progress.Idle)
                {
                    Volatile.Write(ref _asleep, true);
                    // Whoever appended before this saw nobody asleep; whoever appends after it wakes us.
                    Interlocked.MemoryBarrier();
                    if (!_journal.HasNews(_batches.Position))
                        Monitor.Wait(_gate);
                    Volatile.Write(ref _asleep, false);
                    // What has begun is seldom alone for long: one round moves it all.
                    if (!_urgent)
                        Monitor.Wait(_gate, _options.Linger);
                }
                else
                {
                    Monitor.Wait(_gate, progress == Progress.Stuck ? _backoff : _options.Linger);
                }
            }

            _urgent = false;
        }
    }

    private void Wake()
    {
        if (!Volatile.Read(ref _asleep))
            return;
        lock (_gate)
        {
            Volatile.Write(ref _asleep, false);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Tells the thread something that it shall not rest over.</summary>
    /// <returns>False when the thread has ended; then nothing was told.</returns>
    private bool Urge(Action tell)
    {
        lock (_gate)
        {
            if (_ended.Task.IsCompleted)
                return false;
            tell();
            _urgent = true;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    private void GiveUp() => Urge(() => _givenUp = true);

    private void Noticed(JournalSegment segment, long offset, bool isDamaged)
    {
        if (isDamaged)
            Log.Damaged(_logger, segment.Path, offset);
        else
            Log.Torn(_logger, segment.Path, offset);
    }

    /// <summary>Somebody waits for everything before a place to be stored.</summary>
    private sealed record FlushRequest(JournalPosition Target, TaskCompletionSource<bool> Done);

    // Event ids 8000–8999 are this stage's.
    private static partial class Log
    {
        [LoggerMessage(EventId = 8101, Level = LogLevel.Error, Message = "the database does not take records; they stay in the journal (records.journal_max_mb) and are tried again at least every {Seconds} s")]
        public static partial void StoreDown(ILogger logger, Exception cause, double seconds);

        [LoggerMessage(EventId = 8102, Level = LogLevel.Information, Message = "the database takes records again; {Bytes} bytes of journal are left to move")]
        public static partial void StoreUp(ILogger logger, long bytes);

        [LoggerMessage(EventId = 8103, Level = LogLevel.Error, Message = "the journal has no room (records.journal_max_mb, or the disk is full): records are dropped and counted")]
        public static partial void Dropping(ILogger logger);

        [LoggerMessage(EventId = 8107, Level = LogLevel.Information, Message = "the journal has room again; {Total} record(s) dropped since the start")]
        public static partial void DroppingEnded(ILogger logger, long total);

        [LoggerMessage(EventId = 8104, Level = LogLevel.Warning, Message = "journal file {Path} is damaged at byte {Offset}: what follows in it is skipped; once the rest is stored the file is kept as {Path}.damaged")]
        public static partial void Damaged(ILogger logger, string path, long offset);

        [LoggerMessage(EventId = 8105, Level = LogLevel.Information, Message = "journal file {Path} ends within a record at byte {Offset}: the record was never complete and is cut off")]
        public static partial void Torn(ILogger logger, string path, long offset);

        [LoggerMessage(EventId = 8106, Level = LogLevel.Error, Message = "the database refuses the record of request {RequestId} for good; it is dropped")]
        public static partial void Rejected(ILogger logger, Exception cause, string requestId);
    }
}
