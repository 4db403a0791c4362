using System.Runtime.CompilerServices;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Backends.Custom;

/// <summary>The pictures of a service of one's own, where its answer has them. One owner, one reader.</summary>
/// <param name="response">The answer.</param>
/// <param name="attempt">Whose it is.</param>
/// <param name="client">Fetches what is linked.</param>
/// <param name="limits">What it may hold.</param>
/// <param name="places">Where what stands.</param>
/// <param name="count">Pictures asked for.</param>
internal sealed class CustomAnswer(HttpResponseMessage response, Attempt attempt, UpstreamClient client, UpstreamLimits limits, ResponseConfig places, int count) : ImagesAnswer(response)
{
    private readonly HttpResponseMessage _response = response;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await _response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (!(await ImageJsonReader.ReadAsync(client.Backend, stream, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var answer, out var failure))
        {
            yield return new GenerationEvent.Failed(failure);
            yield break;
        }

        using var owned = answer;
        var seeds = places.Seeds?.Select(answer.Root) ?? [];
        var values = places.Images.Select(answer.Root);
        var index = 0;
        for (var i = 0; i < values.Count && index < count; i++)
        {
            if (!(await GivenImage.TakeAsync(answer, values[i], client, attempt.Candidate.Deadlines.Connect, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var image, out failure) && failure is not null)
            {
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            // An item without its picture: it was filtered away, or is none.
            if (image is null)
                continue;
            if (await FaultOfAsync(image, client.Backend, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                yield return new GenerationEvent.Failed(fault);
                yield break;
            }

            yield return new GenerationEvent.ImageMade(index++, image) { Seed = i < seeds.Count && seeds[i].ValueKind == JsonValueKind.Number && seeds[i].TryGetInt64(out var seed) ? seed : null };
        }

        if (index == 0)
            yield return new GenerationEvent.Failed(CustomErrors.WithoutPictures(client.Backend, answer.Root, places.Error));
        else
            yield return GenerationEvent.Finished.Instance;
    }
}
