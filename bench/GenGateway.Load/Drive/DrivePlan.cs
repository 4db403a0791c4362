using System.Net;
using GenGateway.Load.Upstream;

namespace GenGateway.Load.Drive;

/// <summary>What to send, how often, and for how long.</summary>
internal sealed record DrivePlan
{
    public required IPEndPoint Target { get; init; }

    public required byte[] Request { get; init; }

    /// <summary>Whether answers are streams: only one with all events and its terminator counts.</summary>
    public bool Stream { get; init; }

    /// <summary>Events that a whole stream has.</summary>
    public int Events { get; init; } = AnswerForm.Events;

    /// <summary>What a whole stream ends with.</summary>
    public byte[] Terminator { get; init; } = Pairing.Relayed.Terminator;

    /// <summary>Connections; in the closed loop each has a request under way all the time.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>Requests a second, at fixed times whatever comes back; 0: closed loop.</summary>
    public double Rate { get; init; }

    /// <summary>Requests in all; 0: as many as the time allows.</summary>
    public long MostRequests { get; init; }

    /// <summary>Before anything is measured.</summary>
    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long answers that are under way at the end may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Keeps the number of each request and whether its answer came; the request must be numbered.</summary>
    public RequestLog? Log { get; init; }

    /// <summary>Called on the driver's thread after each whole answer, with how many there were.</summary>
    public Action<long>? Acknowledged { get; init; }

    /// <summary>Called when the warm-up is over, when half of the duration is, and when all of it is (or every answer came).</summary>
    public Action? Began { get; init; }

    public Action? Midway { get; init; }

    public Action? Ended { get; init; }
}
