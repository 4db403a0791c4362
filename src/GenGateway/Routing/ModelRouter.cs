using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Routing;

/// <summary>Finds who can serve a request: explicit backend → model (exact, then <c>backend/model</c>) → the default. Immutable, thread safe.</summary>
/// <param name="backends">Enabled backends in the order of preference.</param>
/// <param name="defaults">Capability → model for requests that name none (<c>routing.default_models</c>).</param>
public sealed class ModelRouter(IReadOnlyList<IBackend> backends, IReadOnlyDictionary<string, string> defaults) : IRouter
{
    private const string ShippedPrefix = "tiny-";

    public Outcome<IReadOnlyList<Candidate>> Resolve(GenerationRequest request)
    {
        var capability = CapabilityOf(request.Task);
        if (!Within(request.Backend).TryGet(out var eligible, out var failure))
            return failure;

        var wanted = string.IsNullOrEmpty(request.Model) ? DefaultModel(eligible, capability) : request.Model;
        if (wanted is null)
            return new Failure(FailureKind.ModelNotFound, $"No backend offers {capability}. Put a model folder into engine.models_path or configure a backend.") { Param = "model" };

        var candidates = Serving(eligible, wanted, wanted);
        if (candidates.Count == 0)
            candidates = ByBackendAndModel(eligible, wanted);
        if (candidates.Count == 0)
            return NotFound(wanted);

        candidates.RemoveAll(candidate => !Offers(candidate, capability));
        if (candidates.Count == 0)
            return new Failure(FailureKind.InvalidValue, $"The model '{wanted}' does not offer {capability}. GET /v1/models lists what each model can do.") { Param = "model" };

        // The reason is told before the healthy are chosen: it is lost afterwards.
        var reason = candidates[0].Backend.Unhealthy;
        candidates.RemoveAll(candidate => candidate.Backend.Unhealthy is not null);
        return candidates.Count > 0 ? candidates : Unhealthy(wanted, reason);
    }

    private static string CapabilityOf(GenerationTask task) => task switch
    {
        ChatTask => "chat",
        CompletionTask => "completion",
        _ => throw new ArgumentOutOfRangeException(nameof(task), task.GetType().Name, "A task without a capability."),
    };

    private Outcome<IReadOnlyList<IBackend>> Within(string? name)
    {
        if (name is null)
            return Outcome.Of(backends);
        var named = backends.FirstOrDefault(backend => backend.Name == name);
        return named is null
            ? new Failure(FailureKind.BackendNotFound, $"There is no backend '{name}'. Leave 'backend' out, or name one of: {Names(backends.Select(backend => backend.Name))}.") { Param = "backend" }
            : Outcome.Of<IReadOnlyList<IBackend>>([named]);
    }

    /// <summary>The configured default, else the first that can, the shipped models last.</summary>
    private string? DefaultModel(IReadOnlyList<IBackend> eligible, string capability)
    {
        if (defaults.TryGetValue(capability, out var configured))
            return configured;
        return eligible
            .OrderBy(backend => backend.Unhealthy is not null)
            .SelectMany(backend => backend.Models)
            .Where(model => model.Capabilities.Contains(capability))
            .OrderBy(model => model.Id.StartsWith(ShippedPrefix, StringComparison.Ordinal))
            .FirstOrDefault()?.Id;
    }

    private static List<Candidate> Serving(IEnumerable<IBackend> eligible, string model, string shown) =>
        [.. eligible.Where(backend => backend.Models.Any(entry => entry.Id == model)).Select(backend => new Candidate(backend, model, shown))];

    private static List<Candidate> ByBackendAndModel(IReadOnlyList<IBackend> eligible, string wanted)
    {
        var slash = wanted.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? [] : Serving(eligible.Where(backend => backend.Name == wanted[..slash]), wanted[(slash + 1)..], wanted);
    }

    private static bool Offers(Candidate candidate, string capability) =>
        candidate.Backend.Models.Any(entry => entry.Id == candidate.Model && entry.Capabilities.Contains(capability));

    private Failure NotFound(string wanted) =>
        new(FailureKind.ModelNotFound, $"The model '{Shorten(wanted)}' does not exist here. GET /v1/models lists what does: {Names(backends.SelectMany(backend => backend.Models).Select(model => model.Id))}.") { Param = "model" };

    private static Failure Unhealthy(string wanted, string? reason) => new(FailureKind.NoHealthyBackends, $"The model '{wanted}' is out of service: {reason}")
    {
        RetryAfter = TimeSpan.FromSeconds(30),
    };

    private static string Shorten(string name) => name.Length <= 100 ? name : string.Concat(name.AsSpan(0, 100), "…");

    private static string Names(IEnumerable<string> names)
    {
        var shown = names.Distinct().Take(10).ToArray();
        return shown.Length == 0 ? "none" : string.Join(", ", shown);
    }
}
