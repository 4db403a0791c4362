using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Surfaces;

/// <summary>A surface that looks something up before it reads a body.</summary>
public interface IPreparedSurface : ISurface
{
    /// <summary>Looks up what the body refers to. Never throws for what the bytes are.</summary>
    /// <returns>The surface that reads this one body, or why it is refused.</returns>
    ValueTask<Outcome<ISurface>> PrepareAsync(ReadOnlyMemory<byte> body, Caller caller, CancellationToken cancellationToken);
}
