using GenGateway.Configuration;

namespace GenGateway.Server.Reloading;

/// <summary>Looks once a second whether the configuration's files changed, and swaps a good one in; a bad one changes nothing and says why.</summary>
/// <remarks>
/// Polls instead of watching: bind mounts, network disks and the symbolic links of Kubernetes' volumes tell watchers nothing. Thread safe; reloads take turns.
/// </remarks>
internal sealed partial class ConfigurationReloader : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly ConfigurationSources _sources;
    private readonly IConfigurationTarget _target;
    private readonly ILogger<ConfigurationReloader> _logger;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);

    // All below belong to whoever has the turn.
    private readonly ConfigurationWatch _watch;
    private HashSet<string> _warned;
    private EnvironmentView _environment;
    private GatewayConfig _current;

    /// <param name="sources">What the start read.</param>
    /// <param name="loaded">What it gave; its configuration runs.</param>
    /// <param name="target">What takes a new one.</param>
    /// <param name="logger">For what changed and what is wrong.</param>
    /// <param name="clock">The only clock.</param>
    public ConfigurationReloader(ConfigurationSources sources, ConfigurationResult loaded, IConfigurationTarget target, ILogger<ConfigurationReloader> logger, TimeProvider clock)
    {
        _sources = sources;
        _target = target;
        _logger = logger;
        _clock = clock;
        _watch = new ConfigurationWatch(loaded.Files);
        _warned = [.. loaded.Warnings];
        _environment = loaded.Environment;
        _current = loaded.Config ?? throw new ArgumentException("Nothing runs without a configuration.", nameof(loaded));
    }

    /// <summary>The configuration that runs.</summary>
    public GatewayConfig Current => Volatile.Read(ref _current);

    /// <summary>Reads everything now, whether or not a file changed.</summary>
    public async Task<ReloadResult> ReloadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return Reload();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One look; reads where the files lie still and are not those that were read last.</summary>
    /// <returns>Null where there is nothing new, or where a file may still be written to.</returns>
    public async Task<ReloadResult?> LookAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _watch.HasSettledAnew() ? Reload() : null;
        }
        catch
        {
            // What was read did not take effect: it is still new.
            _watch.Forget();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var guard = new RoundGuard("the look at the configuration's files", _logger);
        using var timer = new PeriodicTimer(Between, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await guard.TryAsync(LookAsync, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A start that fails stops this too; the framework would tell that as a failure of its own, with a stack.
        }
    }

    private ReloadResult Reload()
    {
        var loaded = ConfigurationLoader.Load(_sources);
        _watch.Follow(loaded.Files);
        if (loaded.Config is not { } read)
            return Refused(loaded.Errors.Select(static error => error.ToString()));

        var (next, kept) = RestartRules.Keep(_current, read);
        if (StartRules.Refusals(next, _target.HasStoredKeys) is { Count: > 0 } refusals)
            return Refused(refusals);

        foreach (var warning in loaded.Warnings.Where(warning => !_warned.Contains(warning)))
            Log.Warned(_logger, warning);
        _warned = [.. loaded.Warnings];
        var changes = ConfigurationChanges.Between(_current, _environment, next, loaded.Environment);
        if (!changes.IsEmpty)
        {
            _target.Apply(next, changes);
            _environment = loaded.Environment;
            Volatile.Write(ref _current, next);
            var what = Words(changes);
            Log.Changed(_logger, what);
        }

        if (kept.Count > 0)
            Log.NeedsRestart(_logger, string.Join(", ", kept));
        return new ReloadResult(changes.IsEmpty ? null : changes, [], kept);
    }

    private ReloadResult Refused(IEnumerable<string> problems)
    {
        string[] errors = [.. problems];
        foreach (var error in errors)
            Log.Refused(_logger, error);
        return new ReloadResult(null, errors, []);
    }

    private static string Words(ConfigurationChanges changes)
    {
        IEnumerable<string> words = changes.Sections.Where(static section => section != "backends");
        words = words.Concat(changes.AddedBackends.Select(static name => $"backend {name} added"))
            .Concat(changes.RemovedBackends.Select(static name => $"backend {name} removed"))
            .Concat(changes.ChangedBackends.Select(static name => $"backend {name} changed"));
        return string.Join(", ", changes.EnvironmentChanged ? words.Append(".env") : words);
    }

    // Event ids 1010–1019 are the reloader's.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1010, Level = LogLevel.Information, Message = "configuration changed: {What}")]
        public static partial void Changed(ILogger logger, string what);

        [LoggerMessage(EventId = 1011, Level = LogLevel.Error, Message = "configuration not changed: {Error}")]
        public static partial void Refused(ILogger logger, string error);

        [LoggerMessage(EventId = 1012, Level = LogLevel.Warning, Message = "changes with the next start only: {Settings}")]
        public static partial void NeedsRestart(ILogger logger, string settings);

        [LoggerMessage(EventId = 1013, Level = LogLevel.Warning, Message = "{Warning}")]
        public static partial void Warned(ILogger logger, string warning);
    }
}
