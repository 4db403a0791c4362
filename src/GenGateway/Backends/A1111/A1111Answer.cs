using System.Runtime.CompilerServices;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.A1111;

/// <summary>The pictures of a Stable Diffusion WebUI's answer. One owner, one reader.</summary>
/// <param name="response">The answer.</param>
/// <param name="client">Who answered.</param>
/// <param name="limits">What it may hold.</param>
/// <param name="task">What is asked.</param>
/// <param name="checkpoint">The checkpoint that was asked for, by its title; null: any.</param>
internal sealed class A1111Answer(HttpResponseMessage response, UpstreamClient client, UpstreamLimits limits, ImageTask task, string? checkpoint) : ImagesAnswer(response)
{
    private readonly HttpResponseMessage _response = response;

    /// <summary>The server's name for the job that made them (<c>job_timestamp</c>); null: not told, or not read yet.</summary>
    public string? Job { get; private set; }

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await _response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (!(await ImageJsonReader.ReadAsync(client.Backend, stream, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var answer, out var failure))
        {
            yield return new GenerationEvent.Failed(failure);
            yield break;
        }

        using var owned = answer;
        using var info = InfoOf(answer.Root);
        Job = info is null ? null : WireText.Text(info.RootElement, "job_timestamp");
        if (Wrong(info) is { } wrong)
        {
            yield return new GenerationEvent.Failed(wrong);
            yield break;
        }

        var seeds = info is null ? [] : WireText.Items(info.RootElement, "all_seeds").Select(static seed => seed.ValueKind == JsonValueKind.Number && seed.TryGetInt64(out var number) ? number : (long?)null).ToArray();
        // Before the first picture a grid of all may come.
        var skipped = info is null ? 0 : WireText.Count(info.RootElement, "index_of_first_image") ?? 0;
        var index = 0;
        foreach (var text in WireText.Items(answer.Root, "images"))
        {
            if (skipped-- > 0)
                continue;
            if (index == task.Count)
                break;
            if (!(await answer.TakeAsync(text, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var image, out failure) && failure is not null)
            {
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            if (await FaultOfAsync(image, client.Backend, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                yield return new GenerationEvent.Failed(fault);
                yield break;
            }

            yield return new GenerationEvent.ImageMade(index, image!) { Seed = index < seeds.Length ? seeds[index] : null };
            index++;
        }

        yield return GenerationEvent.Finished.Instance;
    }

    // A string that is JSON again.
    private static JsonDocument? InfoOf(JsonElement root)
    {
        if (WireText.Text(root, "info") is not { } text)
            return null;
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether another checkpoint made it: a name that the server does not know is passed over in silence there.</summary>
    private Failure? Wrong(JsonDocument? info)
    {
        if (checkpoint is null || info is null || WireText.Text(info.RootElement, "sd_model_name") is not { } made || checkpoint.Contains(made, StringComparison.OrdinalIgnoreCase))
            return null;
        return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' made the picture with another checkpoint than the one that was asked for.");
    }
}
