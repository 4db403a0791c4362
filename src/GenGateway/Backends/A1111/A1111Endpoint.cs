using GenGateway.Backends.Http;
using GenGateway.Backends.Samplers;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.A1111;

/// <summary>A Stable Diffusion WebUI (A1111 and its descendants). Thread safe.</summary>
/// <remarks>It makes one picture at a time and is asked for one at a time: what runs there is then ours, and may be interrupted.</remarks>
/// <param name="client">Speaks with it.</param>
/// <param name="limits">What an answer may hold.</param>
/// <param name="isShared">Whether others use it too: then nothing is ever interrupted, and how far it is says nothing.</param>
/// <param name="mostImages">Pictures of one call; null: as many as are asked for.</param>
/// <param name="turns">The process' own: what other entries lead to the same server.</param>
public sealed class A1111Endpoint(UpstreamClient client, UpstreamLimits limits, bool isShared, int? mostImages, ServerTurns turns) : IEndpoint, IModelSource, IProbed
{
    private readonly Uri _txt2Img = client.Route("sdapi/v1/txt2img");
    private readonly Uri _img2Img = client.Route("sdapi/v1/img2img");
    private readonly A1111Server _server = new(client, isShared, turns.At(client.Address));
    private readonly ServerLists _lists = new(client);
    private readonly UpstreamProbe _probe = new(client, client.Route("sdapi/v1/progress?skip_current_image=true"));

    public string Address { get; } = Configuration.UrlQuery.Shown(client.Address.AbsoluteUri);

    public string? Unhealthy => null;

    public int Capacity => 1;

    public bool ListsImageModels => true;

    public bool Relays(WireProtocol protocol) => false;

    public int? MostImages(ImageTask task, string model) => mostImages;

    public IEnumerable<string> NotCarried(GenerationTask task) => task is ImageTask image ? A1111Body.NotCarried(image, isShared) : [];

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException("Nobody speaks WebUI's own protocol with it by way of the gateway.");

    public async ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        if (task is not ImageTask image)
            return new Failure(FailureKind.InvalidValue, $"Backend '{client.Backend}' was asked for what it does not offer.");
        if (Refused(image) is { } refused)
            return refused;
        if (!(await limits.Masks.ToWhiteAsync(image, attempt.Token).ConfigureAwait(false)).TryGet(out var masked, out var wrong))
            return wrong;
        using var owned = masked;
        image = masked.Task;
        if (!(await NamesAsync(image, attempt.Token).ConfigureAwait(false)).TryGet(out var names, out var failure))
            return failure;
        if (!(await CheckpointAsync(attempt).ConfigureAwait(false)).TryGet(out var checkpoint, out failure) && failure is not null)
            return failure;

        if (!EncodedPictures.Hold(image, limits.Memory).TryGet(out var memory, out failure))
            return failure;
        var body = A1111Body.Write(image, names, checkpoint);
        // The pictures are in the body now.
        return new A1111Run(_server, image.Inputs.Count > 0 ? _img2Img : _txt2Img, body, memory, image with { Inputs = [], Mask = null }, checkpoint, attempt, limits);
    }

    public async ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken) =>
        (await _lists.ModelsAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var models, out var failure)
            ? Outcome.Of<IReadOnlyList<FoundModel>>([.. models.Select(static model => model.Others is [var name, ..] && name != model.Name ? new FoundModel(name) { OtherName = model.Name } : new FoundModel(model.Name)).DistinctBy(static model => model.Name)])
            : failure;

    public ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);

    private static Failure? Refused(ImageTask task) => task.Inputs.Count > 1
        ? new Failure(FailureKind.InvalidValue, $"{task.Inputs.Count} pictures were given; a Stable Diffusion WebUI changes one. Send one, or name another model.") { Param = "image", Retry = RetryAdvice.OtherCandidate, IsLasting = true }
        : null;

    private async ValueTask<Outcome<SamplerChoice>> NamesAsync(ImageTask task, CancellationToken cancellationToken)
    {
        if (task.Sampler is null && task.Scheduler is null)
            return new SamplerChoice(null, null);
        if (!(await _lists.SamplersAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var samplers, out var failure))
            return failure;
        // Servers before 1.9 have no such list: their samplers' names hold the scheduler.
        if (!(await _lists.SchedulersAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var schedulers, out failure))
            schedulers = [];
        return SamplerChoice.Of(task, samplers, schedulers, SamplerDialect.WebUi);
    }

    /// <summary>The title of the checkpoint that the candidate names; null: whatever is loaded, for a backend that lists no models.</summary>
    private async ValueTask<Outcome<string?>> CheckpointAsync(Attempt attempt)
    {
        var model = attempt.Candidate.Model;
        if (attempt.Candidate.IsModelUnlisted)
            return Outcome.Of<string?>(null);
        if (!(await _lists.ModelsAsync(attempt.Token).ConfigureAwait(false)).TryGet(out var models, out var failure))
            return failure;
        return models.FirstOrDefault(choice => choice.Is(model)) is { } found
            ? found.Name
            : new Failure(FailureKind.ModelNotFound, $"Backend '{client.Backend}' has no checkpoint '{model}'. Correct the backend's models, or put the file there.") { Param = "model", Retry = RetryAdvice.OtherCandidate, IsLasting = true };
    }
}
