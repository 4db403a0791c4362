using System.Runtime.CompilerServices;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Pictures of a whole answer: <c>data</c>, each with <c>b64_json</c> or a link to the backend's own origin or a host that its entry allows. One owner, one reader.</summary>
/// <param name="response">The answer.</param>
/// <param name="attempt">Whose it is.</param>
/// <param name="client">Fetches what is linked.</param>
/// <param name="limits">What it may hold.</param>
/// <param name="count">Pictures asked for.</param>
internal sealed class ImageAnswer(HttpResponseMessage response, Attempt attempt, UpstreamClient client, UpstreamLimits limits, int count) : ImagesAnswer(response)
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
        if (WireText.Member(answer.Root, "data") is not { ValueKind: JsonValueKind.Array } data)
        {
            yield return Wrong("has no pictures");
            yield break;
        }

        var index = 0;
        foreach (var item in data.EnumerateArray())
        {
            // More than were asked for are nobody's.
            if (index == count)
                break;
            if (!(await TakeAsync(answer, item, cancellationToken).ConfigureAwait(false)).TryGet(out var image, out failure))
            {
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            if (await FaultOfAsync(image, client.Backend, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                yield return new GenerationEvent.Failed(fault);
                yield break;
            }

            yield return new GenerationEvent.ImageMade(index++, image) { RevisedPrompt = WireText.Text(item, "revised_prompt"), Seed = SeedOf(item) };
        }

        if (UsageOf(answer.Root) is { } usage)
            yield return new GenerationEvent.UsageReported(usage);
        yield return GenerationEvent.Finished.Instance;
    }

    /// <summary>The tokens of an answer; null: it does not say.</summary>
    public static Usage? UsageOf(JsonElement root) =>
        WireText.Member(root, "usage") is { } usage && WireText.Count(usage, "input_tokens") is { } read && WireText.Count(usage, "output_tokens") is { } made ? new Usage(read, made) : null;

    private async ValueTask<Outcome<Payload>> TakeAsync(ImageJson answer, JsonElement item, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["b64_json", "base64"])
        {
            if (WireText.Member(item, name) is not { } digits)
                continue;
            if (!(await answer.TakeAsync(digits, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var image, out var failure) && failure is not null)
                return failure;
            if (image is not null)
                return image;
        }

        if (WireText.Member(item, "url") is { } url)
        {
            if (!(await GivenImage.TakeAsync(answer, url, client, attempt.Candidate.Deadlines.Connect, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var image, out var failure) && failure is not null)
                return failure;
            if (image is not null)
                return image;
        }

        return new Failure(FailureKind.BackendError, $"The answer of backend '{client.Backend}' has an item whose picture is missing or unreadable.");
    }

    private static long? SeedOf(JsonElement item) => WireText.Member(item, "seed") is { ValueKind: JsonValueKind.Number } seed && seed.TryGetInt64(out var number) ? number : null;

    private GenerationEvent.Failed Wrong(string what) => new(new Failure(FailureKind.BackendError, $"The answer of backend '{client.Backend}' {what}."));
}
