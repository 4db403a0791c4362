namespace GenGateway.Journey;

/// <summary>One endpoint's account: what probes and traffic know of it. Read before every choice, told of every attempt. Thread safe; nothing here waits.</summary>
public interface IEndpointHealth
{
    /// <summary>Whether it is in service. Resting because its backend asked for that, draining, and a trial after a time of failures are no illness.</summary>
    bool IsHealthy { get; }

    /// <summary>What is to be said about it, healthy or not; null: nothing.</summary>
    string? Reason { get; }

    /// <summary>Whether an operator wants it to be given nothing new.</summary>
    bool IsDraining { get; }

    /// <summary>Attempts under way.</summary>
    int InFlight { get; }

    /// <summary>Seconds to the first content, its recent peaks weighing most; 0: nothing known.</summary>
    double Latency { get; }

    /// <summary>The part of its weight that counts while it warms up again after a time out of service, up to 1.</summary>
    double Ramp { get; }

    /// <summary>Whether something new for this model may go there now. Allocates nothing.</summary>
    bool Accepts(string model);

    /// <summary>Why <see cref="Accepts"/> said no; null: it would say yes by now.</summary>
    Obstacle? ObstacleTo(string model);

    /// <summary>An attempt begins.</summary>
    /// <returns>Its ticket, above 0, to be given to <see cref="Leave"/>; 0: it may not, for somebody else's trial is under way or the breaker has opened.</returns>
    int Enter();

    /// <summary>An attempt's answer has begun: a trial has succeeded by that, and the next one need not wait for the answer's end.</summary>
    /// <returns>The ticket for <see cref="Leave"/>.</returns>
    int Prove(int ticket);

    /// <summary>An attempt ended. Exactly once for each that entered.</summary>
    void Leave(int ticket, in AttemptOutcome outcome);
}
