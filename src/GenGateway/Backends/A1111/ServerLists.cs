using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Backends.Samplers;
using GenGateway.Errors;

namespace GenGateway.Backends.A1111;

/// <summary>What one server has: it answers unknown names with other pictures and a 200, so names are looked up before anything is asked. Thread safe.</summary>
/// <param name="client">Speaks with the server.</param>
internal sealed class ServerLists(UpstreamClient client)
{
    // As long a new checkpoint or sampler may stay unknown; one that is looked for in vain is asked for again.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly Kept _samplers = new(client.Route("sdapi/v1/samplers"), static item => Choice(item, "name", "aliases"));
    private readonly Kept _schedulers = new(client.Route("sdapi/v1/schedulers"), static item => Choice(item, "label", "aliases", "name"));
    private readonly Kept _models = new(client.Route("sdapi/v1/sd-models"), static item => Choice(item, "title", "", "model_name", "filename", "hash"));

    /// <summary>The server's samplers.</summary>
    public ValueTask<Outcome<IReadOnlyList<NamedChoice>>> SamplersAsync(CancellationToken cancellationToken) => ReadAsync(_samplers, cancellationToken);

    /// <summary>The server's schedulers, by their labels; servers before 1.9 have none.</summary>
    public ValueTask<Outcome<IReadOnlyList<NamedChoice>>> SchedulersAsync(CancellationToken cancellationToken) => ReadAsync(_schedulers, cancellationToken);

    /// <summary>The server's checkpoints, by their titles.</summary>
    public ValueTask<Outcome<IReadOnlyList<NamedChoice>>> ModelsAsync(CancellationToken cancellationToken) => ReadAsync(_models, cancellationToken);

    private async ValueTask<Outcome<IReadOnlyList<NamedChoice>>> ReadAsync(Kept list, CancellationToken cancellationToken)
    {
        if (list.Choices is { } kept && client.Clock.GetElapsedTime(list.ReadAt) < Fresh)
            return Outcome.Of(kept);
        if (!(await ModelListing.ReadAsync(client, list.Route, cancellationToken).ConfigureAwait(false)).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' gave a list that is none ({list.Route.AbsolutePath}).");
        NamedChoice[] choices = [.. document.RootElement.EnumerateArray().Take(ModelListing.MostModels).Select(list.Read).OfType<NamedChoice>()];
        // Of things without a name nothing is learned, and nothing kept.
        if (choices.Length == 0 && document.RootElement.GetArrayLength() > 0)
            return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' gave a list of something else ({list.Route.AbsolutePath}).");
        list.Choices = choices;
        list.ReadAt = client.Clock.GetTimestamp();
        return Outcome.Of(list.Choices);
    }

    private static NamedChoice? Choice(JsonElement item, string name, string aliases, params ReadOnlySpan<string> others)
    {
        if (WireText.Text(item, name) is not { } found)
            return null;
        var also = new List<string>();
        foreach (var other in others)
        {
            if (WireText.Text(item, other) is { } text)
                also.Add(text);
        }

        foreach (var alias in WireText.Items(item, aliases))
        {
            if (alias.ValueKind == JsonValueKind.String)
                also.Add(alias.GetString()!);
        }

        return new NamedChoice(found, also);
    }

    // Two that read it at once write the same.
    private sealed class Kept(Uri route, Func<JsonElement, NamedChoice?> read)
    {
        public Uri Route => route;

        public Func<JsonElement, NamedChoice?> Read => read;

        public volatile IReadOnlyList<NamedChoice>? Choices;

        public long ReadAt;
    }
}
