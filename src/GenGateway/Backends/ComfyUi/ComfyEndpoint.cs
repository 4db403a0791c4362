using GenGateway.Backends.Http;
using GenGateway.Backends.Masks;
using GenGateway.Backends.Samplers;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.ComfyUi;

/// <summary>A ComfyUI server, asked by the built-in graphs (<see cref="ComfyGraph"/>). Thread safe.</summary>
/// <remarks>One prompt makes one picture, since a batch there has one seed: who wants several gets them from several prompts, each with its own.</remarks>
/// <param name="client">Speaks with it.</param>
/// <param name="limits">What an answer may hold.</param>
/// <param name="maxConnections">Connections to it at most; a prompt holds one as long as it runs, where there are two.</param>
/// <param name="checkpoint">What a backend without listed models uses; null: the first that the server lists.</param>
public sealed class ComfyEndpoint(UpstreamClient client, UpstreamLimits limits, int maxConnections, string? checkpoint) : IEndpoint, IModelSource, IProbed
{
    // One that runs and one that waits behind it, so that the server need not wait for us; all others wait here, where they are in order.
    private const int MostPrompts = 2;

    private readonly ComfyServer _server = new(client, limits);
    private readonly ComfyLists _lists = new(client);
    private readonly UpstreamProbe _probe = new(client, client.Route("system_stats"));

    public string Address { get; } = Configuration.UrlQuery.Shown(client.Address.AbsoluteUri);

    public string? Unhealthy => null;

    public int Capacity { get; } = Math.Clamp(maxConnections / 2, 1, MostPrompts);

    public bool ListsImageModels => true;

    public bool Relays(WireProtocol protocol) => false;

    public int? MostImages(ImageTask task, string model) => 1;

    public IEnumerable<string> NotCarried(GenerationTask task) => task is ImageTask image ? FieldsWithoutPlace.AskedOf(image).Concat(image.WebUiFields.Keys.Where(name => name != MaskPictures.CarriedField(image))) : [];

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException("Nobody speaks ComfyUI's own protocol with it by way of the gateway.");

    public async ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        if (task is not ImageTask image)
            return new Failure(FailureKind.InvalidValue, $"Backend '{client.Backend}' was asked for what it does not offer.");
        if (image.Inputs.Count > 1)
            return new Failure(FailureKind.InvalidValue, $"{image.Inputs.Count} pictures were given; ComfyUI's built-in graph changes one. Send one, or name another model.") { Param = "image", Retry = RetryAdvice.OtherCandidate, IsLasting = true };
        if (!(await PromptAsync(image, attempt).ConfigureAwait(false)).TryGet(out var prompt, out var failure))
            return failure;
        if (!(await limits.Masks.ToGreyAsync(image, attempt.Token).ConfigureAwait(false)).TryGet(out var masked, out failure))
            return failure;
        using var owned = masked;
        image = masked.Task;
        if (!(await UploadAsync(prompt, image, attempt).ConfigureAwait(false)).TryGet(out prompt, out failure))
            return failure;
        return await RunAsync(image, prompt, attempt).ConfigureAwait(false);
    }

    public async ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken) =>
        (await _lists.CheckpointsAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var checkpoints, out var failure)
            ? Outcome.Of<IReadOnlyList<FoundModel>>([.. checkpoints.Select(static found => new FoundModel(found.Name))])
            : failure;

    public ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);

    private async ValueTask<Outcome<Generation>> RunAsync(ImageTask task, ComfyPrompt prompt, Attempt attempt)
    {
        var (clientId, promptId) = (TimedId.New(client.Now).ToString("N"), TimedId.New(client.Now).ToString("D"));
        var events = maxConnections > 1 ? await ComfyEvents.OpenAsync(client, clientId, attempt.Candidate.Deadlines.Connect, attempt.Token).ConfigureAwait(false) : null;
        var (isRefused, isGiven) = (false, false);
        try
        {
            var body = Body(task, prompt, clientId, promptId, hasPreviews: attempt.Request.Stream && task.PartialImages > 0);
            if (!(await _server.EnqueueAsync(body, attempt).ConfigureAwait(false)).TryGet(out var id, out var failure))
            {
                isRefused = !MayBeQueued(failure);
                return failure;
            }

            events?.PromptId = id;
            isGiven = true;
            return new ComfyRun(_server, events, id, task, prompt.Seed, attempt, limits);
        }
        finally
        {
            if (!isGiven)
            {
                if (events is not null)
                    await events.DisposeAsync().ConfigureAwait(false);
                // It may have been taken all the same.
                if (!isRefused)
                    await _server.CancelAsync(promptId, interruptsById: false).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether a prompt may have reached the queue all the same: a status tells, and so does a connection that never was; one that broke does not.</summary>
    private static bool MayBeQueued(Failure failure) => failure.UpstreamStatus is null && failure.Kind == FailureKind.BackendError
        && failure.Cause is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };

    private static ReadOnlyMemory<byte> Body(ImageTask task, ComfyPrompt prompt, string clientId, string promptId, bool hasPreviews) => RequestJson.Write(json =>
    {
        json.WritePropertyName("prompt");
        ComfyGraph.Write(json, task, prompt);
        json.WriteString("client_id", clientId);
        json.WriteString("prompt_id", promptId);
        json.WriteStartObject("extra_data");
        // The cheapest, which needs no further model; and none where nobody looks at them.
        json.WriteString("preview_method", hasPreviews ? "latent2rgb" : "none");
        json.WriteEndObject();
    });

    private async ValueTask<Outcome<ComfyPrompt>> PromptAsync(ImageTask task, Attempt attempt)
    {
        if (!(await CheckpointAsync(attempt).ConfigureAwait(false)).TryGet(out var file, out var failure))
            return failure;
        if (!(await _lists.SamplersAsync(attempt.Token).ConfigureAwait(false)).TryGet(out var lists, out failure))
            return failure;
        // WebUI's word for leaving the choice to the sampler.
        var isAutomatic = task.Scheduler?.Equals("automatic", StringComparison.OrdinalIgnoreCase) == true;
        if (!SamplerChoice.Of(isAutomatic ? task with { Scheduler = null } : task, lists.Samplers, lists.Schedulers, SamplerDialect.Comfy).TryGet(out var names, out failure))
            return failure;
        var sampler = names.Sampler ?? "euler";
        // Who names a sampler as WebUI does expects the scheduler that it comes with there.
        isAutomatic |= task.Sampler is { } asked && !lists.Samplers.Any(known => known.Is(asked));
        return new ComfyPrompt(file, sampler, names.Scheduler ?? (isAutomatic ? SamplerNames.AutomaticScheduler(sampler) : "normal"), task.Seed is { } seed and >= 0 ? seed : Random.Shared.NextInt64(uint.MaxValue));
    }

    private async ValueTask<Outcome<string>> CheckpointAsync(Attempt attempt)
    {
        if (!(await _lists.CheckpointsAsync(attempt.Token).ConfigureAwait(false)).TryGet(out var files, out var failure))
            return failure;
        var name = attempt.Candidate.IsModelUnlisted ? checkpoint : attempt.Candidate.Model;
        if (name is null)
            return files.Count > 0 ? files[0].Name : new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' has no checkpoint. Put one into its folder models/checkpoints.") { IsLasting = true };
        // The whole name before those that people shorten it to.
        return (files.FirstOrDefault(file => file.Name == name) ?? files.FirstOrDefault(file => file.Is(name))) is { } found
            ? found.Name
            : new Failure(FailureKind.ModelNotFound, $"Backend '{client.Backend}' has no checkpoint '{name}'. Correct the backend's {(attempt.Candidate.IsModelUnlisted ? "checkpoint" : "models")}, or put the file there.") { Param = "model", Retry = RetryAdvice.OtherCandidate, IsLasting = true };
    }

    private async ValueTask<Outcome<ComfyPrompt>> UploadAsync(ComfyPrompt prompt, ImageTask task, Attempt attempt)
    {
        if (task.Inputs.Count == 0)
            return prompt;
        if (!(await _server.UploadAsync(task.Inputs[0], attempt).ConfigureAwait(false)).TryGet(out var picture, out var failure))
            return failure;
        prompt = prompt with { Picture = picture.Annotated };
        if (task.Mask is not { } mask)
            return prompt;
        return (await _server.UploadAsync(mask.Image, attempt).ConfigureAwait(false)).TryGet(out var masked, out failure) ? prompt with { Mask = masked.Annotated } : failure;
    }
}
