using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Pictures by OpenAI's protocol: <c>/images/generations</c>, <c>/edits</c>, <c>/variations</c>. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold.</param>
internal sealed class OpenAiImages(UpstreamClient client, UpstreamLimits limits)
{
    private readonly Uri _generations = client.Route("images/generations");
    private readonly Uri _edits = client.Route("images/edits");
    private readonly Uri _variations = client.Route("images/variations");

    /// <inheritdoc cref="IEndpoint.MostImages"/>
    public static int? MostImages(string model) => ImageFields.FamilyOf(model) == ImageFamily.DallE3 ? 1 : null;

    /// <inheritdoc cref="IEndpoint.UsualFormOf"/>
    public static ImageForm UsualFormOf(string model) => ImageFields.FamilyOf(model) == ImageFamily.Gpt ? ImageForm.Inline : ImageForm.Link;

    /// <inheritdoc cref="IEndpoint.GenerateAsync"/>
    public async ValueTask<Outcome<Generation>> GenerateAsync(ImageTask task, Attempt attempt)
    {
        if (!(await limits.Masks.ToTransparentAsync(task, attempt.Token).ConfigureAwait(false)).TryGet(out var masked, out var wrong))
            return wrong;
        using var owned = masked;
        task = masked.Task;
        var model = attempt.Candidate.IsModelUnlisted ? "" : attempt.Candidate.Model;
        var isStreamed = attempt.Request.Stream && task.PartialImages > 0 && ImageFields.FamilyOf(model) == ImageFamily.Gpt;
        using var content = task.Work == ImageWork.Generate ? RequestJson.Content(ImageFields.ToJson(task, model, isStreamed)) : ImageFields.ToForm(task, model, isStreamed);
        if (!(await client.SendAsync(HttpMethod.Post, RouteOf(task.Work), content, attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        var kept = false;
        try
        {
            if (!UpstreamStatus.IsAnswer(response))
                return await OpenAiErrors.ReadAsync(client, response, relayed: false, attempt.Token).ConfigureAwait(false);
            if (isStreamed && EventStreams.Refused(response, client.Backend) is { } refused)
                return refused;
            kept = true;
            return isStreamed ? new ImageEvents(response, attempt, limits, task.Count) : new ImageAnswer(response, attempt, client, limits, task.Count);
        }
        finally
        {
            if (!kept)
                response.Dispose();
        }
    }

    private Uri RouteOf(ImageWork work) => work switch
    {
        ImageWork.Generate => _generations,
        ImageWork.Edit => _edits,
        ImageWork.Vary => _variations,
    };
}
