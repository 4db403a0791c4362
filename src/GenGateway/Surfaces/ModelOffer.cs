using GenGateway.Journey;

namespace GenGateway.Surfaces;

/// <summary>A model by one of its names, at one of the backends that serve it.</summary>
/// <param name="Id">The name.</param>
/// <param name="Backend">Who serves it.</param>
/// <param name="Model">The model there.</param>
public sealed record ModelOffer(string Id, IBackend Backend, ModelEntry Model);
