using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>Fetches the pictures that a client named by their addresses, for backends that take none. Thread safe.</summary>
public interface IPictureFetcher
{
    /// <summary>Puts each picture in the place of its address.</summary>
    /// <param name="request">Keeps the memory that they take until its body is given back.</param>
    /// <param name="task">What is asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The task, the same where it has no addresses or none may be fetched; or which picture could not be had, and why.</returns>
    ValueTask<Outcome<GenerationTask>> InlineAsync(GenerationRequest request, GenerationTask task, CancellationToken cancellationToken);
}
