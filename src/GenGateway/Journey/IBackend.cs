namespace GenGateway.Journey;

/// <summary>A configured backend: a name, models, and the endpoints that serve them. Thread safe.</summary>
public interface IBackend
{
    /// <summary>The configured name, unique.</summary>
    string Name { get; }

    /// <summary>Where the entry comes from: <c>built-in</c>, <c>file</c> or <c>api</c>.</summary>
    string Origin { get; }

    /// <summary>The protocol it is configured with (<c>openai</c>, <c>onnx</c> …).</summary>
    string Protocol { get; }

    /// <summary>Whether it takes part at all.</summary>
    bool Enabled { get; }

    /// <summary>What its models can do where nothing else is known of them.</summary>
    IReadOnlyList<Capability> Capabilities { get; }

    /// <summary>The models it serves now; replaced as a whole when they are found anew.</summary>
    IReadOnlyList<ModelEntry> Models { get; }

    /// <summary>Its own limits, as far as somebody wrote any.</summary>
    DeadlineOverrides Deadlines { get; }

    /// <summary>At least one.</summary>
    IReadOnlyList<IEndpoint> Endpoints { get; }

    /// <summary>It left the catalogue for good: what it holds is given back once nobody who was routed here uses it.</summary>
    /// <returns>Completes when that is done.</returns>
    Task RetireAsync() => Task.CompletedTask;
}
