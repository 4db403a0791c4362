namespace GenGateway.Load.Drive;

/// <summary>What came back between the warm-up and the end; <see cref="Acknowledged"/> counts the whole run.</summary>
internal sealed record DriveResult
{
    public required double Seconds { get; init; }

    public required long Requests { get; init; }

    /// <summary>Whole answers with status 200 of the whole run, the warm-up and the rest after the end included.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Answers with another status.</summary>
    public required long Refused { get; init; }

    /// <summary>Connections that ended before their answer did, and streams without all events and their terminator.</summary>
    public required long Broken { get; init; }

    public required long Events { get; init; }

    public required Samples Latency { get; init; }

    /// <summary>From sending the request to the first event.</summary>
    public required Samples First { get; init; }

    /// <summary>Of each event, from the upstream's send to the driver's receive.</summary>
    public required Samples Travel { get; init; }

    public double PerSecond => Requests / Seconds;

    public long Errors => Refused + Broken;
}
