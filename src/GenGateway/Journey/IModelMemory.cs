using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>An endpoint that reads a model into memory before it serves it. Thread safe.</summary>
public interface IModelMemory
{
    /// <summary>How many tokens the context of a model holds that is in memory now; null: it is not, or nobody knows without asking.</summary>
    /// <param name="model">Its name at the backend.</param>
    int? LoadedContext(string model);

    /// <summary>Reads a model into memory, or lets go of it; generates nothing.</summary>
    /// <param name="model">Its name at the backend.</param>
    /// <param name="keepAlive">How long the client wants it kept, as Ollama writes that (JSON); null: not said. A hint.</param>
    /// <param name="cancellationToken">Fires when nobody waits for it any more.</param>
    /// <returns>Null: it is there. Else why not.</returns>
    ValueTask<Failure?> LoadAsync(string model, string? keepAlive, CancellationToken cancellationToken);
}
