namespace GenGateway.Server.Lab;

/// <summary>What <c>gengateway lab</c> was asked for.</summary>
internal sealed record LabOptions
{
    /// <summary>The names of the cases; empty: all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Tells the cases and plays none.</summary>
    public bool ListsOnly { get; init; }

    /// <summary>The scorecard as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Above 0, at most 1; null: as much as it takes.</summary>
    public double? Scale { get; init; }

    /// <summary>A server that runs already, instead of the lab's own gateway; null: that one.</summary>
    public Uri? Against { get; init; }

    /// <summary>A key for that server, or null.</summary>
    public string? Key { get; init; }

    /// <summary>Where the lab's upstreams listen; 0: anywhere.</summary>
    public int UpstreamPort { get; init; }

    /// <summary>A file for the log of the lab's gateway, or null.</summary>
    public string? LogFile { get; init; }
}
