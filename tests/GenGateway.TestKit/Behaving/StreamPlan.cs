namespace GenGateway.TestKit.Behaving;

/// <summary>A stream as the imitated server sends it, and what that server says when it breaks.</summary>
/// <param name="Headers">All headers, in order.</param>
/// <param name="Frames">The stream.</param>
/// <param name="Error">Its error event.</param>
/// <param name="Garbage">An event that is half a JSON text.</param>
/// <param name="BrokenUtf8">An event like a piece, with bytes that are no UTF-8.</param>
internal sealed record StreamPlan(
    IReadOnlyList<(string Name, string Value)> Headers,
    IReadOnlyList<StreamFrame> Frames,
    byte[] Error,
    byte[] Garbage,
    byte[] BrokenUtf8)
{
    /// <summary>Behind the error event the terminator comes nevertheless.</summary>
    public bool TerminatesErrors { get; init; }

    /// <summary>The connection ends behind the stream, whatever the headers said.</summary>
    public bool Closes { get; init; }
}
