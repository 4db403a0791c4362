using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>A configured backend: a codec at the road's end. Thread safe.</summary>
public interface IBackend
{
    /// <summary>The configured name, unique.</summary>
    string Name { get; }

    /// <summary>Where the entry comes from: <c>built-in</c>, <c>file</c> or <c>api</c>.</summary>
    string Origin { get; }

    /// <summary>The models it serves.</summary>
    IReadOnlyList<ModelEntry> Models { get; }

    /// <summary>Why it cannot serve, or null when it can.</summary>
    string? Unhealthy { get; }

    /// <summary>Requests it takes at once, at least 1.</summary>
    int Capacity { get; }

    /// <summary>Begins the work. The answer has not committed: <c>Dispatching</c> reads on to the commit point.</summary>
    /// <remarks>Disposing the answer, or the token, ends the work before its next step.</remarks>
    ValueTask<Outcome<Generation>> OpenAsync(GenerationRequest request, string model, CancellationToken cancellationToken);
}
