using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Server.BackendsApi;

/// <summary>A backend with what lists tell of it. Immutable.</summary>
/// <param name="Backend">The backend itself, whether or not it drains.</param>
/// <param name="Config">Its entry; null: built-in.</param>
/// <param name="Draining">Whether it is given nothing new.</param>
/// <param name="Health">The accounts of its endpoints.</param>
internal sealed record BackendListing(IBackend Backend, BackendConfig? Config, bool Draining, IHealthRegistry Health)
{
    private static readonly Capability[] TextCapabilities = [Capability.Chat, Capability.Completion, Capability.Embedding];

    /// <summary>Whether it generates text.</summary>
    public bool IsText => Config is null ? Backend.Capabilities.Any(TextCapabilities.Contains) : Config.Type is BackendType.Text or BackendType.Multi;

    /// <summary>Whether it generates pictures.</summary>
    public bool IsImage => Config is null ? Backend.Capabilities.Contains(Capability.Image) : Config.Type is BackendType.Image or BackendType.Multi;

    /// <summary>Whether one of its endpoints is in service.</summary>
    public bool IsHealthy => Backend.Endpoints.Any(endpoint => Health.Of(endpoint).IsHealthy);
}
