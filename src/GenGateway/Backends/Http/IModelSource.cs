using GenGateway.Errors;

namespace GenGateway.Backends.Http;

/// <summary>An endpoint that can say which models it has, without generating anything.</summary>
public interface IModelSource
{
    /// <summary>The models' names at the backend.</summary>
    ValueTask<Outcome<IReadOnlyList<string>>> ListModelsAsync(CancellationToken cancellationToken);
}
