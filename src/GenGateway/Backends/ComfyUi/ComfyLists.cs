using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Backends.Samplers;
using GenGateway.Errors;

namespace GenGateway.Backends.ComfyUi;

/// <summary>What one server has, by what its nodes take: names are looked up before a graph is sent, so that a wrong one is the client's to mend. Thread safe.</summary>
/// <param name="client">Speaks with the server.</param>
internal sealed class ComfyLists(UpstreamClient client)
{
    // As long a new file may stay unknown.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly Uri _loaders = client.Route("object_info/CheckpointLoaderSimple");
    private readonly Uri _samplers = client.Route("object_info/KSampler");
    private volatile Kept? _checkpoints;
    private volatile Kept? _sampling;

    /// <summary>The files that it loads.</summary>
    public async ValueTask<Outcome<IReadOnlyList<NamedChoice>>> CheckpointsAsync(CancellationToken cancellationToken)
    {
        if (_checkpoints is { } kept && IsFresh(kept))
            return Outcome.Of(kept.First);
        if (!(await ReadAsync(_loaders, "CheckpointLoaderSimple", cancellationToken, "ckpt_name").ConfigureAwait(false)).TryGet(out var read, out var failure))
            return failure;
        _checkpoints = read;
        return Outcome.Of(read.First);
    }

    /// <summary>Its samplers and schedulers.</summary>
    public async ValueTask<Outcome<(IReadOnlyList<NamedChoice> Samplers, IReadOnlyList<NamedChoice> Schedulers)>> SamplersAsync(CancellationToken cancellationToken)
    {
        if (_sampling is { } kept && IsFresh(kept))
            return (kept.First, kept.Second);
        if (!(await ReadAsync(_samplers, "KSampler", cancellationToken, "sampler_name", "scheduler").ConfigureAwait(false)).TryGet(out var read, out var failure))
            return failure;
        _sampling = read;
        return (read.First, read.Second);
    }

    private bool IsFresh(Kept kept) => client.Clock.GetElapsedTime(kept.ReadAt) < Fresh;

    private async ValueTask<Outcome<Kept>> ReadAsync(Uri route, string node, CancellationToken cancellationToken, params string[] inputs)
    {
        if (!(await ModelListing.ReadAsync(client, route, cancellationToken).ConfigureAwait(false)).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;
        var required = WireText.Member(document.RootElement, node) is { } described && WireText.Member(described, "input") is { } input ? WireText.Member(input, "required") : null;
        if (required is not { } found)
            return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' does not say what its node {node} takes. Is it a ComfyUI?") { IsLasting = true };
        var lists = inputs.Select(name => Choices(found, name)).ToArray();
        return new Kept(lists[0], lists.Length > 1 ? lists[1] : [], client.Clock.GetTimestamp());
    }

    // [["a", "b"], {…}]; of newer nodes ["COMBO", {"options": ["a", "b"]}].
    private static IReadOnlyList<NamedChoice> Choices(JsonElement required, string name)
    {
        var spec = WireText.Items(required, name).ToArray();
        if (spec.Length == 0)
            return [];
        var items = spec[0].ValueKind == JsonValueKind.Array ? spec[0].EnumerateArray() : spec.Length > 1 ? WireText.Items(spec[1], "options") : default;
        return [.. items.Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!).Where(static text => text.Length <= ModelListing.LongestName).Take(ModelListing.MostModels).Select(static text => new NamedChoice(text, OthersOf(text)))];
    }

    // People name a file without its folder and its ending, too.
    private static string[] OthersOf(string file)
    {
        var name = file[(file.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".ckpt", StringComparison.OrdinalIgnoreCase) ? [name, Path.GetFileNameWithoutExtension(name)] : [];
    }

    private sealed record Kept(IReadOnlyList<NamedChoice> First, IReadOnlyList<NamedChoice> Second, long ReadAt);
}
