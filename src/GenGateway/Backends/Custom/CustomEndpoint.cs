using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Custom;

/// <summary>A JSON service of one's own that makes pictures: what it is sent and where it answers is configured. Thread safe.</summary>
/// <param name="client">Speaks with it.</param>
/// <param name="limits">What an answer may hold.</param>
/// <param name="capacity">Requests it takes at once.</param>
/// <param name="request">What it is sent.</param>
/// <param name="response">Where its answer has what.</param>
/// <param name="mostImages">Pictures of one call; null: as many as are asked for.</param>
public sealed class CustomEndpoint(UpstreamClient client, UpstreamLimits limits, int capacity, RequestConfig request, ResponseConfig response, int? mostImages) : IEndpoint, IProbed
{
    private readonly Uri _route = client.Route(request.Path);
    private readonly HttpMethod _method = new(request.Method);
    private readonly CustomBody _body = new(request.Body);
    private readonly UpstreamProbe _probe = new(client, client.Route(""));

    public string Address { get; } = UrlQuery.Shown(client.Address.AbsoluteUri);

    public string? Unhealthy => null;

    public int Capacity => capacity;

    public bool Relays(WireProtocol protocol) => false;

    // Who is not told how many makes one.
    public int? MostImages(ImageTask task, string model) => _body.Taken.Contains("n") ? mostImages : 1;

    public IEnumerable<string> NotCarried(GenerationTask task) => task is ImageTask image ? CustomFields.NotCarried(image, _body.Taken) : [];

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException("No client speaks what a service of one's own speaks.");

    public async ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        if (task is not ImageTask image)
            return new Failure(FailureKind.InvalidValue, $"Backend '{client.Backend}' was asked for what it does not offer.");
        if (Refused(image) is { } refused)
            return refused;
        if (!EncodedPictures.Hold(image, limits.Memory).TryGet(out var memory, out var failure))
            return failure;
        using var held = memory;
        using var content = RequestJson.Content(_body.Write(image, attempt.Candidate.IsModelUnlisted ? null : attempt.Candidate.Model));
        if (!(await client.SendAsync(_method, _route, content, attempt).ConfigureAwait(false)).TryGet(out var answer, out failure))
            return failure;
        if (UpstreamStatus.IsAnswer(answer))
            return new CustomAnswer(answer, attempt, client, limits, response, image.Count);
        using (answer)
            return await CustomErrors.ReadAsync(client, answer, response.Error, attempt.Token).ConfigureAwait(false);
    }

    public ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);

    private Failure? Refused(ImageTask task)
    {
        if (task.Inputs.Count > 0 && !_body.Taken.Contains("image") && !_body.Taken.Contains("images"))
            return Wrong("image", "makes pictures from prompts alone");
        if (task.Inputs.Count > 1 && !_body.Taken.Contains("images"))
            return Wrong("image", "changes one picture");
        return task.Mask switch
        {
            null => null,
            _ when !_body.Taken.Contains("mask") => Wrong("mask", "takes no mask"),
            // One that is read the other way round would change the wrong places.
            { IsAlpha: false } => Wrong("mask", "takes masks that are transparent where the picture may change"),
            _ => null,
        };
    }

    private Failure Wrong(string param, string what) => new(FailureKind.InvalidValue, $"Backend '{client.Backend}' {what}. Ask for something else, or name another model.") { Param = param, Retry = RetryAdvice.OtherCandidate, IsLasting = true };
}
