using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Surfaces;

/// <summary>A surface that looks something up before it reads a body.</summary>
public interface IPreparedSurface : ISurface
{
    /// <summary>Looks up what the body refers to. Never throws for what the bytes are.</summary>
    /// <param name="body">The body.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="reserve">Reserves memory, in bytes, until the request is over; a failure: there is none left.</param>
    /// <param name="cancellationToken">Fires when the client has left.</param>
    /// <returns>The surface that reads this one body, or why it is refused.</returns>
    ValueTask<Outcome<ISurface>> PrepareAsync(ReadOnlyMemory<byte> body, Caller caller, Func<long, Failure?> reserve, CancellationToken cancellationToken);
}
