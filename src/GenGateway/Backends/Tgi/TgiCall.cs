using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>One call and what comes back. One owner; disposing it ends the backend's work.</summary>
internal abstract class TgiCall(TgiReader reader) : IDisposable
{
    /// <summary>What was read.</summary>
    public TgiReader Reader => reader;

    /// <summary>Reads what has come, waiting for more if need be, up to the choice's end at most.</summary>
    /// <param name="events">Where the events go.</param>
    /// <returns>Null, or why the answer is none.</returns>
    public abstract ValueTask<Failure?> ReadAsync(List<GenerationEvent> events);

    public abstract void Dispose();
}
