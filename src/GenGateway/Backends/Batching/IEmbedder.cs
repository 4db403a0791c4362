using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Batching;

/// <summary>Asks one endpoint for the vectors of many inputs in one call that is nobody's own attempt. Thread safe.</summary>
internal interface IEmbedder
{
    /// <summary>Asks once.</summary>
    /// <param name="task">The inputs of all requests.</param>
    /// <param name="first">The attempt that began the batch: its model, its limit for a connection, its id for the backend's log. Its token is not heard.</param>
    /// <param name="cancellationToken">Fires when nobody waits any more.</param>
    /// <returns>The vectors; null: the answer does not fit a list of inputs, so that each request has to be asked alone; or why there are none for anybody.</returns>
    ValueTask<Outcome<EmbeddedInputs?>> EmbedAsync(EmbeddingTask task, Attempt first, CancellationToken cancellationToken);
}
