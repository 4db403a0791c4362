using System.Net;
using GenGateway.Load.Drive;

namespace GenGateway.Load.Modes;

/// <summary>One row of work that every target gets.</summary>
internal sealed record Scenario(string Name, string Title)
{
    /// <summary>Whether the table is about events.</summary>
    public bool Stream { get; init; }

    public int PaceMicroseconds { get; init; }

    public int Connections { get; init; } = 1;

    public double Rate { get; init; }

    /// <summary>One request per connection, all at once, instead of a time.</summary>
    public bool Held { get; init; }

    /// <summary>Whether gateways get rows for translations, and for the other protocol's relay, beside the one for the relay.</summary>
    public bool Translated { get; init; }

    /// <summary>Itself, and what is measured beside it.</summary>
    public IEnumerable<Scenario> Variants => Translated ? [this, .. Pairing.Others.Select(other => this with { Pairing = other })] : [this];

    /// <summary>Who speaks which protocol.</summary>
    public Pairing Pairing { get; init; } = Pairing.Relayed;

    /// <summary>Whether proxies that only pass bytes get the row: one of theirs is enough.</summary>
    public bool ForProxies => Pairing == Pairing.Relayed;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("c1", "c = 1, whole answers"),
        new("c32", "c = 32, whole answers, closed loop") { Connections = 32 },
        new("c256", "c = 256, whole answers, closed loop") { Connections = 256 },
        new("rate500", "constant 500 requests/s") { Connections = 32, Rate = 500 },
        new("rate2000", "constant 2,000 requests/s") { Connections = 32, Rate = 2000 },
        new("paced", "paced streams (5 ms), c = 64") { Connections = 64, Stream = true, PaceMicroseconds = 5000 },
        new("full", "streams at full speed, c = 32") { Connections = 32, Stream = true },
        new("held", "1,024 streams held open (64 events, 200 ms apart)") { Connections = 1024, Stream = true, PaceMicroseconds = 200_000, Held = true },
        new("translated", "translated streams beside relayed ones: paced (5 ms), c = 64") { Connections = 64, Stream = true, PaceMicroseconds = 5000, Translated = true },
    ];

    public DrivePlan Plan(IPEndPoint target, TimeSpan warmup, TimeSpan duration) => new()
    {
        Target = target,
        Request = Pairing.Request(Stream, PaceMicroseconds),
        Stream = Stream,
        Terminator = Pairing.Terminator,
        Connections = Connections,
        Rate = Rate,
        MostRequests = Held ? Connections : 0,
        Warmup = Held ? TimeSpan.Zero : warmup,
        Duration = Held ? TimeSpan.FromMicroseconds(PaceMicroseconds * 80.0) : duration,
    };
}
