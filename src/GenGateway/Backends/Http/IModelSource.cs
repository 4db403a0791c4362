using GenGateway.Errors;

namespace GenGateway.Backends.Http;

/// <summary>An endpoint that can say which models it has, without generating anything.</summary>
public interface IModelSource
{
    /// <summary>Whether all that it lists makes pictures; else nobody knows which of them do.</summary>
    bool ListsImageModels => false;

    /// <summary>The models that it has now.</summary>
    ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken);
}
