using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Dialects;

/// <summary>Pictures by the body that the predecessor sent: <c>POST /v1/images/generations</c> with width and height. Thread safe.</summary>
/// <param name="client">Speaks with the server.</param>
/// <param name="limits">What an answer may hold.</param>
internal sealed class LegacyImages(UpstreamClient client, UpstreamLimits limits)
{
    private readonly Uri _route = client.Route("v1/images/generations");

    /// <summary>Fields that its body has no place for, as clients name them.</summary>
    public static IEnumerable<string> NotCarried(ImageTask task)
    {
        (string Name, bool IsAsked)[] fields =
        [
            ("sampler", task.Sampler is not null), ("scheduler", task.Scheduler is not null), ("quality", task.Quality is not null), ("style", task.Style is not null),
            ("background", task.Background is not null), ("output_format", task.OutputFormat is not null), ("output_compression", task.OutputCompression is not null),
            ("moderation", task.Moderation is not null), ("partial_images", task.PartialImages > 0), ("user", task.User is not null),
        ];
        return fields.Where(static field => field.IsAsked).Select(static field => field.Name);
    }

    /// <inheritdoc cref="IEndpoint.GenerateAsync"/>
    public async ValueTask<Outcome<Generation>> GenerateAsync(ImageTask task, Attempt attempt)
    {
        if (task.Work != ImageWork.Generate)
            return new Failure(FailureKind.InvalidValue, $"Backend '{client.Backend}' makes pictures from prompts alone.") { Param = "image", Retry = RetryAdvice.OtherCandidate, IsLasting = true };
        using var content = RequestJson.Content(Body(task, attempt));
        if (!(await client.SendAsync(HttpMethod.Post, _route, content, attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        if (UpstreamStatus.IsAnswer(response))
            return new ImageAnswer(response, attempt, client, limits, task.Count);
        using (response)
            return await OpenAiErrors.ReadAsync(client, response, relayed: false, attempt.Token).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Body(ImageTask task, Attempt attempt) => RequestJson.Write(json =>
    {
        json.WriteString("prompt", task.Prompt);
        if (task.NegativePrompt is { } negative)
            json.WriteString("negative_prompt", negative);
        json.WriteNumber("n", task.Count);
        var size = task.SizeOrUsual;
        json.WriteNumber("width", size.Width);
        json.WriteNumber("height", size.Height);
        if (!attempt.Candidate.IsModelUnlisted)
            json.WriteString("model", attempt.Candidate.Model);
        if (task.Seed is { } seed)
            json.WriteNumber("seed", seed);
        if (task.Guidance is { } guidance)
            json.WriteNumber("guidance_scale", guidance);
        if (task.Steps is { } steps)
            json.WriteNumber("num_inference_steps", steps);
        json.WriteString("response_format", "b64_json");
    });
}
