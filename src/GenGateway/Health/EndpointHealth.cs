using System.Globalization;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using Microsoft.Extensions.Logging;

namespace GenGateway.Health;

/// <summary>One endpoint's account: its probes, its breaker, its rests, how fast it is and how much it does. Thread safe.</summary>
public sealed partial class EndpointHealth : IEndpointHealth
{
    /// <summary>How long an endpoint that was out of service warms up.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    /// <summary>What of its weight counts at the beginning of that time.</summary>
    public const double LeastRamp = 0.1;

    // An endpoint that fails at once must not look like the fastest of all.
    private const double LeastFailure = 1;

    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Breaker _breaker;
    private readonly ProbeRecord _probes = new();
    private readonly PeakEwma _latency;
    private readonly Rests _rests;
    private volatile bool _isDraining;
    private volatile string? _lastFailure;
    private long _warmSince;
    private int _inFlight;

    /// <param name="endpoint">Whose account it is.</param>
    /// <param name="clock">Measures everything.</param>
    /// <param name="logger">Hears one line for each change.</param>
    /// <param name="jitter">Numbers from 0 up to 1; null: chance.</param>
    public EndpointHealth(IEndpoint endpoint, TimeProvider clock, ILogger logger, Func<double>? jitter = null)
    {
        Endpoint = endpoint;
        _clock = clock;
        _logger = logger;
        _latency = new PeakEwma(clock);
        _rests = new Rests(clock);
        _breaker = new Breaker(BreakerConfig.Standing, clock, jitter ?? Random.Shared.NextDouble, Moved);
    }

    /// <summary>Whose account it is.</summary>
    public IEndpoint Endpoint { get; }

    /// <summary>Its backend's name; empty before anybody said it.</summary>
    public string Backend { get; private set; } = "";

    /// <summary>Where its breaker stands.</summary>
    public BreakerState Breaker => _breaker.State;

    /// <summary>How it is probed.</summary>
    public HealthCheckConfig Probing => _probes.Config;

    public bool IsHealthy => Endpoint.Unhealthy is null && _probes.Down is null && !_breaker.IsShut;

    public string? Reason => Endpoint.Unhealthy
        ?? (_isDraining ? Drained : null)
        ?? _probes.Down
        ?? (_breaker.State == BreakerState.Closed ? null : BreakerReason())
        ?? (_rests.Longer() is { } rest ? RestReason(rest) : null);

    public bool IsDraining => _isDraining;

    public int InFlight => Volatile.Read(ref _inFlight);

    public double Latency => _latency.Value;

    public double Ramp
    {
        get
        {
            var since = Volatile.Read(ref _warmSince);
            if (since == 0)
                return 1;
            var part = _clock.GetElapsedTime(since) / WarmUp;
            if (part < 1)
                return Math.Max(LeastRamp, part);
            Interlocked.CompareExchange(ref _warmSince, 0, since);
            return 1;
        }
    }

    private static string Drained => "its backend is draining (PATCH /v1/backends/{name} with draining: false ends that)";

    public bool Accepts(string model) => !_isDraining && Endpoint.Unhealthy is null && _probes.Down is null && _breaker.Admits && !_rests.Has(model);

    public Obstacle? ObstacleTo(string model)
    {
        if (Endpoint.Unhealthy is { } fault)
            return new(fault);
        if (_isDraining)
            return new(Drained) { Kind = ObstacleKind.Draining };
        if (_probes.Down is { } down)
            return new(down, _probes.Config.Interval);
        if (!_breaker.Admits)
            return new(BreakerReason(), _breaker.Left is var left && left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1)) { Kind = ObstacleKind.Breaker };
        return _rests.Left(model) is { } rest ? new(RestReason(rest), rest, IsOwnLimit: true) { Kind = ObstacleKind.Resting } : null;
    }

    public int Enter()
    {
        var ticket = _breaker.Enter();
        if (ticket != 0)
            Interlocked.Increment(ref _inFlight);
        return ticket;
    }

    public int Prove(int ticket) => _breaker.Prove(ticket);

    public void Leave(int ticket, in AttemptOutcome outcome)
    {
        Interlocked.Decrement(ref _inFlight);
        var verdict = outcome.Verdict;
        if (outcome.Failure is { RetryAfter: { } rest } asked && IsRest(asked))
        {
            verdict = AttemptVerdict.None;
            _rests.Begin(asked.Kind == FailureKind.RateLimitExceeded ? outcome.Model : null, rest);
        }

        if (verdict == AttemptVerdict.Failed)
        {
            _lastFailure = outcome.Failure?.Message ?? "it gave nothing within a deadline.";
            _latency.Observe(Math.Max(LeastFailure, outcome.Latency?.TotalSeconds ?? 0));
        }
        else if (outcome.Latency is { } latency)
        {
            _latency.Observe(latency.TotalSeconds);
        }

        _breaker.Leave(ticket, verdict);
    }

    /// <summary>From now on, this holds.</summary>
    internal void Use(EndpointSettings settings)
    {
        var (backend, probing, breaker, draining) = settings;
        Backend = backend.Name;
        _probes.Use(probing);
        _breaker.Use(breaker);
        _isDraining = draining;
    }

    /// <summary>A probe ended.</summary>
    /// <param name="failure">What was wrong; null: nothing.</param>
    internal void Probed(Failure? failure)
    {
        if (!_probes.Add(failure is null ? null : $"its probe fails: {failure.Message}"))
            return;
        if (failure is null)
        {
            Warm();
            Log.Up(_logger, Endpoint.Address, Backend);
        }
        else
        {
            Log.Down(_logger, Endpoint.Address, Backend, failure.Message);
        }
    }

    // 429, or 503 (Anthropic's 529) with a time: it works, and wants to be asked later.
    private static bool IsRest(Failure failure) => failure.Kind == FailureKind.RateLimitExceeded || failure.UpstreamStatus is 503 or 529;

    private static string RestReason(TimeSpan left) => string.Create(CultureInfo.InvariantCulture, $"it asked to be left alone for {Math.Ceiling(left.TotalSeconds):0} s more");

    private string BreakerReason() => _breaker.Left is var left && left > TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"its breaker is open for {Math.Ceiling(left.TotalSeconds):0} s more; the last failure: {_lastFailure}")
        : $"its breaker is half-open, one attempt at a time is its trial; the last failure: {_lastFailure}";

    private void Warm() => Volatile.Write(ref _warmSince, Math.Max(1, _clock.GetTimestamp()));

    // Under the breaker's lock: what is logged stands in the order in which it happened.
    private void Moved(BreakerState to)
    {
        switch (to)
        {
            case BreakerState.Open:
                Log.Opened(_logger, Endpoint.Address, Backend, _lastFailure ?? "");
                break;
            case BreakerState.HalfOpen:
                Log.Tried(_logger, Endpoint.Address, Backend);
                break;
            case BreakerState.Closed:
                Warm();
                Log.Closed(_logger, Endpoint.Address, Backend);
                break;
        }
    }

    // Event ids 7000–7099 are this one's.
    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Warning, "endpoint {Endpoint} of backend {Backend} is out of service: its probe fails: {Reason}")]
        public static partial void Down(ILogger logger, string endpoint, string backend, string reason);

        [LoggerMessage(7002, LogLevel.Information, "endpoint {Endpoint} of backend {Backend} is in service again: its probe succeeds")]
        public static partial void Up(ILogger logger, string endpoint, string backend);

        [LoggerMessage(7003, LogLevel.Warning, "the breaker of endpoint {Endpoint} of backend {Backend} is open; the last failure: {Reason}")]
        public static partial void Opened(ILogger logger, string endpoint, string backend, string reason);

        [LoggerMessage(7004, LogLevel.Information, "the breaker of endpoint {Endpoint} of backend {Backend} is half-open: the next attempt is its trial")]
        public static partial void Tried(ILogger logger, string endpoint, string backend);

        [LoggerMessage(7005, LogLevel.Information, "the breaker of endpoint {Endpoint} of backend {Backend} is closed again")]
        public static partial void Closed(ILogger logger, string endpoint, string backend);
    }
}
