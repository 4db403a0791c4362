using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Dialects;

/// <summary>An image server of which only the address is known: what it speaks is found once, by reading, and shown; then it is one of the others. Thread safe.</summary>
/// <param name="client">Speaks with it.</param>
/// <param name="limits">What an answer may hold.</param>
/// <param name="capacity">Requests it takes at once, where its dialect does not say.</param>
/// <param name="create">Makes the endpoint of a dialect; null: this version does not speak it.</param>
public sealed class DialectEndpoint(UpstreamClient client, UpstreamLimits limits, int capacity, Func<FoundDialect, IEndpoint?> create) : IEndpoint, IModelSource, IProbed
{
    private readonly LegacyImages _legacy = new(client, limits);
    private readonly UpstreamProbe _probe = new(client, client.Route(""));
    private volatile Found? _found;

    /// <summary>One whose dialect is configured: nothing is asked to find it.</summary>
    public static DialectEndpoint Fixed(UpstreamClient client, UpstreamLimits limits, int capacity, Func<FoundDialect, IEndpoint?> create, string dialect)
    {
        var endpoint = new DialectEndpoint(client, limits, capacity, create);
        endpoint._found = endpoint.Of(new FoundDialect(dialect, dialect == "openai" && !client.Address.AbsolutePath.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal) ? "v1" : ""));
        return endpoint;
    }

    public string Address { get; } = UrlQuery.Shown(client.Address.AbsoluteUri);

    public string? Unhealthy => _found?.Problem ?? _found?.Endpoint?.Unhealthy;

    // Until it is known, one at a time, which is right for every kind.
    public int Capacity => _found is null ? 1 : _found.Endpoint?.Capacity ?? capacity;

    /// <summary>What it speaks; null: not known yet.</summary>
    public string? Dialect => _found?.Name;

    // Until it is known what it speaks it is asked for them, to find out.
    public bool ListsImageModels => true;

    public bool Relays(WireProtocol protocol) => false;

    public int? MostImages(ImageTask task, string model) => _found?.Endpoint?.MostImages(task, model);

    public ImageForm UsualFormOf(string model) => _found?.Endpoint?.UsualFormOf(model) ?? ImageForm.Link;

    public IEnumerable<string> NotCarried(GenerationTask task) => NotCarried(task, "");

    public IEnumerable<string> NotCarried(GenerationTask task, string model) => (_found, task) switch
    {
        ({ Endpoint: { } endpoint }, _) => endpoint.NotCarried(task, model),
        ({ Name: DialectFinder.Legacy }, ImageTask image) => LegacyImages.NotCarried(image),
        _ => [],
    };

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException("Nothing is relayed to a server of which only the address is known.");

    public async ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        if (task is not ImageTask image)
            return new Failure(FailureKind.InvalidValue, $"Backend '{client.Backend}' was asked for what it does not offer.");
        if (!(await FindAsync(attempt.Token).ConfigureAwait(false)).TryGet(out var found, out var failure))
            return failure;
        if (found.Problem is { } problem)
            return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}': {problem}.") { IsLasting = true };
        return found.Endpoint is { } endpoint ? await endpoint.GenerateAsync(task, attempt).ConfigureAwait(false) : await _legacy.GenerateAsync(image, attempt).ConfigureAwait(false);
    }

    public async ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken)
    {
        if (!(await FindAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var found, out var failure))
            return failure;
        return found.Endpoint is IProbed probed ? await probed.ProbeAsync(cancellationToken).ConfigureAwait(false) : await _probe.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken)
    {
        if (!(await FindAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var found, out var failure))
            return failure;
        return found.Endpoint is IModelSource { ListsImageModels: true } source ? await source.ListModelsAsync(cancellationToken).ConfigureAwait(false) : Outcome.Of<IReadOnlyList<FoundModel>>([]);
    }

    private async ValueTask<Outcome<Found>> FindAsync(CancellationToken cancellationToken)
    {
        if (_found is { } found)
            return found;
        if (!(await DialectFinder.FindAsync(client, cancellationToken).ConfigureAwait(false)).TryGet(out var dialect, out var failure))
            return failure;
        // Two that ask at once find the same.
        found = Of(dialect);
        _found = found;
        return found;
    }

    private Found Of(FoundDialect dialect)
    {
        var endpoint = dialect.Name == DialectFinder.Legacy ? null : create(dialect);
        return new Found(dialect.Name, endpoint, endpoint is null && dialect.Name != DialectFinder.Legacy ? $"it speaks {dialect.Name}, which this version does not speak yet" : null);
    }

    private sealed record Found(string Name, IEndpoint? Endpoint, string? Problem);
}
