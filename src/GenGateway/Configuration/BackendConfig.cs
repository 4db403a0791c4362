namespace GenGateway.Configuration;

/// <summary>An entry of <c>backends</c>, with the defaults filled in.</summary>
/// <remarks>
/// Immutable. Two are equal when they say the same, wherever they stand: a reload leaves a backend alone whose entry is equal to the one before.
/// </remarks>
public sealed record BackendConfig
{
    /// <summary>The capability of a server, not of a model: <c>/v1/responses</c>, with responses that it keeps itself. Of the protocol <c>openai</c> only.</summary>
    public const string Responses = "responses";

    /// <summary>The name, unique among all backends.</summary>
    public required string Name { get; init; }

    /// <summary>What it generates.</summary>
    public required BackendType Type { get; init; }

    /// <summary>What it speaks, one of <see cref="BackendProtocols.All"/>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Whether it takes part.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Its addresses; empty only where it runs inside.</summary>
    public IReadOnlyList<EndpointConfig> Endpoints { get; init => field = ValueList.Of(value); } = ValueList.Of<EndpointConfig>([]);

    /// <summary>Its models; empty = asked of the backend, or its kind's own.</summary>
    public IReadOnlyList<ModelConfig> Models { get; init => field = ValueList.Of(value); } = ValueList.Of<ModelConfig>([]);

    /// <summary>What all of its models can; empty = what its protocol and type can.</summary>
    public IReadOnlyList<string> Capabilities { get; init => field = ValueList.Of(value); } = ValueList.Of<string>([]);

    /// <summary>Its share among the backends of a pool; 0 = only where no other is left.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>How the next of its endpoints is chosen; null = as in the whole pool.</summary>
    public BalancingPolicy? Strategy { get; init; }

    /// <summary>How its endpoints are probed.</summary>
    public HealthCheckConfig HealthCheck { get; init; } = HealthCheckConfig.Standing;

    /// <summary>What it writes about its breakers.</summary>
    public BreakerOverrides Breaker { get; init; } = BreakerOverrides.None;

    /// <summary>What it is shown.</summary>
    public CredentialConfig Auth { get; init; } = CredentialConfig.None;

    /// <summary>For whole answers and images the total, for streams the first token; counts as a deadline only where <see cref="TimeoutWritten"/>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether somebody wrote <see cref="Timeout"/>.</summary>
    public bool TimeoutWritten { get; init; }

    /// <summary>Attempts after the first, at this backend.</summary>
    public int RetryCount { get; init; } = 3;

    /// <summary>How it goes on with an answer that is begun; null = as its host does.</summary>
    public PrefillMode? Prefill { get; init; }

    /// <summary>Whether others use it too, so that nothing may be interrupted there (<c>shared</c>).</summary>
    public bool Shared { get; init; }

    /// <summary>What an <c>http</c> backend for pictures speaks; null = found by asking (<c>dialect</c>).</summary>
    public string? Dialect { get; init; }

    /// <summary>The checkpoint of ComfyUI's built-in graphs; null = the first that the server lists (<c>checkpoint</c>).</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Pictures of one call at most; null = as many as are asked for (<c>max_n</c>).</summary>
    public int? MostImages { get; init; }

    /// <summary>What a service of one's own is sent; null = it speaks a protocol (<c>request</c>).</summary>
    public RequestConfig? Request { get; init; }

    /// <summary>Where its answer has what is needed (<c>response</c>).</summary>
    public ResponseConfig? Response { get; init; }

    /// <summary>Hosts besides its own from which pictures are fetched that it links to: <c>host</c>, <c>host:port</c>, <c>*.domain</c>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init => field = ValueList.Of(value); } = ValueList.Of<string>([]);

    /// <summary>Open connections, per endpoint.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>How much of it may be asked.</summary>
    public RatesConfig RateLimit { get; init; } = RatesConfig.None;

    /// <summary>Its own deadlines.</summary>
    public DeadlinesConfig Deadlines { get; init; } = DeadlinesConfig.None;

    /// <summary>Fields of the protocol's own, such as <c>keep_alive</c>; sections below are named <c>a.b</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init => field = ValueMap.Of(value); } = ValueMap.Of<string>([]);

    /// <summary>The model of the embedded engine; null where the protocol is another.</summary>
    public OnnxConfig? Onnx { get; init; }

    /// <summary>Where it was written; takes no part in equality.</summary>
    public ConfigOrigin Origin { get; init; }

    /// <inheritdoc/>
    public bool Equals(BackendConfig? other) => other is not null && Said.Equals(other.Said);

    /// <inheritdoc/>
    public override int GetHashCode() => Said.GetHashCode();

    // Everything but the origin; a test changes each property in turn.
    private (
        (string, BackendType, string, bool),
        (IReadOnlyList<EndpointConfig>, IReadOnlyList<ModelConfig>, IReadOnlyList<string>, int, CredentialConfig),
        (TimeSpan, bool, int, int, DeadlinesConfig),
        (BalancingPolicy?, HealthCheckConfig, BreakerOverrides, PrefillMode?),
        (IReadOnlyDictionary<string, string>, OnnxConfig?, RatesConfig),
        (bool, string?, int?, string?, RequestConfig?, ResponseConfig?, IReadOnlyList<string>)) Said =>
        ((Name, Type, Protocol, Enabled), (Endpoints, Models, Capabilities, Weight, Auth), (Timeout, TimeoutWritten, RetryCount, MaxConnections, Deadlines), (Strategy, HealthCheck, Breaker, Prefill), (Options, Onnx, RateLimit), (Shared, Dialect, MostImages, Checkpoint, Request, Response, AllowedHosts));
}
