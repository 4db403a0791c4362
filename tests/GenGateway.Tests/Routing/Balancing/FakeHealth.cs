using GenGateway.Journey;

namespace GenGateway.Tests.Routing.Balancing;

/// <summary>An account that says what a test wants.</summary>
internal sealed class FakeHealth : IEndpointHealth
{
    public bool IsUp { get; set; } = true;

    public bool IsHealthy => IsUp;

    public string? Reason => IsUp ? null : "it is down";

    public bool IsDraining { get; set; }

    public int InFlight { get; set; }

    public double Latency { get; set; }

    public double Ramp { get; set; } = 1;

    public TimeSpan? Left { get; set; }

    public bool IsOwnLimit { get; set; }

    public List<AttemptVerdict> Verdicts { get; } = [];

    public bool Accepts(string model) => IsUp;

    public Obstacle? ObstacleTo(string model) => IsUp ? null : new("it is down", Left, IsOwnLimit);

    public int Enter() => 1;

    public int Prove(int ticket) => ticket;

    public void Leave(int ticket, in AttemptOutcome outcome) => Verdicts.Add(outcome.Verdict);
}
