using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Pictures of a stream: unfinished ones, then the finished one, each an event of one line. One owner, one reader.</summary>
/// <param name="response">The answer.</param>
/// <param name="attempt">Whose it is.</param>
/// <param name="limits">What it may hold.</param>
/// <param name="count">Pictures asked for.</param>
internal sealed class ImageEvents(HttpResponseMessage response, Attempt attempt, UpstreamLimits limits, int count) : ImagesAnswer(response)
{
    private readonly HttpResponseMessage _response = response;
    private readonly string _backend = attempt.Candidate.Backend.Name;
    private int _made;
    private Usage? _usage;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await _response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var lines = new ImageEventLines(_backend, stream, limits);
        while (true)
        {
            if (!(await lines.NextAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var json, out var failure) && failure is not null)
            {
                // Behind the last picture nothing is missing, however the stream ends.
                if (_made >= count)
                    break;
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            if (json is null)
                break;
            using var owned = json;
            if (!(await ReadAsync(json, cancellationToken).ConfigureAwait(false)).TryGet(out var happened, out failure) && failure is not null)
            {
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            if (happened is not null)
                yield return happened;
        }

        if (_usage is not null)
            yield return new GenerationEvent.UsageReported(_usage);
        yield return GenerationEvent.Finished.Instance;
    }

    /// <summary>What one event of the backend says; null: nothing that is needed.</summary>
    private async ValueTask<Outcome<GenerationEvent?>> ReadAsync(ImageJson json, CancellationToken cancellationToken)
    {
        var type = WireText.Text(json.Root, "type") ?? "";
        if (type == "error" || WireText.Member(json.Root, "error") is not null)
            return new Failure(FailureKind.BackendError, $"Backend '{_backend}' failed in the middle of its answer.");
        var isPartial = type.EndsWith(".partial_image", StringComparison.Ordinal);
        // The finished picture may come before an unfinished one, which nobody needs then.
        if ((!isPartial && !type.EndsWith(".completed", StringComparison.Ordinal)) || (isPartial && _made > 0))
            return Outcome.Of<GenerationEvent?>(null);
        var digits = WireText.Member(json.Root, "b64_json") ?? default;
        if (!(await json.TakeAsync(digits, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var image, out var failure) && failure is not null)
            return failure;
        if (await FaultOfAsync(image, _backend, cancellationToken).ConfigureAwait(false) is { } fault)
            return fault;
        if (isPartial)
            return new GenerationEvent.ImagePreviewed(_made, WireText.Count(json.Root, "partial_image_index") ?? 0, image!);
        _usage = ImageAnswer.UsageOf(json.Root) ?? _usage;
        return new GenerationEvent.ImageMade(_made++, image!);
    }
}
