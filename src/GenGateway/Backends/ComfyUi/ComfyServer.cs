using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.ComfyUi;

/// <summary>What is asked of a ComfyUI server over HTTP. Thread safe.</summary>
/// <param name="client">Speaks with it.</param>
/// <param name="limits">What an answer may hold.</param>
internal sealed class ComfyServer(UpstreamClient client, UpstreamLimits limits)
{
    private const string Temporary = "temp";

    // Told at once where nobody wants the picture any more; a server that does not even take that is left to itself.
    private static readonly TimeSpan LongestCancel = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    private readonly Uri _prompt = client.Route("prompt");
    private readonly Uri _queue = client.Route("queue");
    private readonly Uri _interrupt = client.Route("interrupt");
    private readonly Uri _upload = client.Route("upload/image");

    /// <summary>Measures what is waited for.</summary>
    public TimeProvider Clock => client.Clock;

    /// <summary>The backend's name.</summary>
    public string Backend => client.Backend;

    /// <summary>Takes a picture there, into the folder that the server empties when it starts.</summary>
    public async ValueTask<Outcome<ComfyFile>> UploadAsync(ImageInput picture, Attempt attempt)
    {
        using var form = new FormContent();
        form.Add("type", Temporary);
        form.Add("image", "gengateway-" + TimedId.New(client.Now).ToString("N"), picture);
        if (!(await client.SendAsync(HttpMethod.Post, _upload, form.Close(), attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        if (response.StatusCode == System.Net.HttpStatusCode.BadRequest)
            return new Failure(FailureKind.BackendRefused, $"Backend '{client.Backend}' does not take the given picture.") { Param = "image" };
        if (!UpstreamStatus.IsAnswer(response))
            return await ComfyErrors.ReadAsync(client, response, attempt.Token).ConfigureAwait(false);
        if (!(await ReadAsync(response, attempt.Token).ConfigureAwait(false)).TryGet(out var json, out failure))
            return failure;
        using var read = json;
        return FileOf(json.Root, "name") is { } file ? file : NoAnswer();
    }

    /// <summary>Puts a prompt into the queue.</summary>
    /// <param name="body">From <see cref="RequestJson"/>.</param>
    /// <param name="attempt">Whose it is.</param>
    /// <returns>The id that it has: older servers choose one themselves.</returns>
    public async ValueTask<Outcome<string>> EnqueueAsync(ReadOnlyMemory<byte> body, Attempt attempt)
    {
        using var content = RequestJson.Content(body);
        if (!(await client.SendAsync(HttpMethod.Post, _prompt, content, attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        if (!UpstreamStatus.IsAnswer(response))
            return await ComfyErrors.ReadAsync(client, response, attempt.Token).ConfigureAwait(false);
        if (!(await ReadAsync(response, attempt.Token).ConfigureAwait(false)).TryGet(out var json, out failure))
            return failure;
        using var read = json;
        return WireText.Text(json.Root, "prompt_id") is { } id ? id : NoAnswer();
    }

    /// <summary>Looks how it stands with a prompt.</summary>
    public async ValueTask<Outcome<ComfyState>> LookAsync(string promptId, CancellationToken cancellationToken)
    {
        if (!(await HistoryAsync(promptId, cancellationToken).ConfigureAwait(false)).TryGet(out var state, out var failure))
            return failure;
        if (state is not ComfyState.Unknown)
            return Outcome.Of(state);
        if (!(await IsQueuedAsync(promptId, isRunning: null, cancellationToken).ConfigureAwait(false)).TryGet(out var isQueued, out failure))
            return failure;
        // In between it may have ended.
        return isQueued ? Outcome.Of<ComfyState>(ComfyState.Open.Instance) : await HistoryAsync(promptId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches a picture.</summary>
    public ValueTask<Outcome<Payload>> FetchAsync(ComfyFile file, Attempt attempt)
    {
        var link = $"{client.Route("view").GetLeftPart(UriPartial.Path)}?filename={Uri.EscapeDataString(file.Name)}&subfolder={Uri.EscapeDataString(file.Folder)}&type={Uri.EscapeDataString(file.Kind)}";
        return LinkedImage.FetchAsync(client, link, attempt.Candidate.Deadlines.Connect, limits, attempt.Token);
    }

    /// <summary>Takes a prompt back, whether it waits or runs, and no other one.</summary>
    /// <param name="promptId">Which.</param>
    /// <param name="interruptsById">Whether the server surely reads the id of an interrupt; others stop whatever runs.</param>
    public async ValueTask CancelAsync(string promptId, bool interruptsById)
    {
        using var limit = new CancellationTokenSource(LongestCancel, client.Clock);
        try
        {
            await TellAsync(_queue, json =>
            {
                json.WriteStartArray("delete");
                json.WriteStringValue(promptId);
                json.WriteEndArray();
            }, limit.Token).ConfigureAwait(false);
            if (interruptsById || ((await IsQueuedAsync(promptId, isRunning: true, limit.Token).ConfigureAwait(false)).TryGet(out var isRunning, out _) && isRunning))
                await TellAsync(_interrupt, json => json.WriteString("prompt_id", promptId), limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It does not answer; its picture is nobody's.
        }
    }

    private async ValueTask<Outcome<ComfyState>> HistoryAsync(string promptId, CancellationToken cancellationToken)
    {
        if (!(await AskAsync(client.Route($"history/{Uri.EscapeDataString(promptId)}"), cancellationToken).ConfigureAwait(false)).TryGet(out var json, out var failure))
            return failure;
        using var owned = json;
        if (WireText.Member(json.Root, promptId) is not { } entry)
            return Outcome.Of<ComfyState>(ComfyState.Unknown.Instance);
        // Older servers have no status there; what is in their history has ended.
        if (WireText.Member(entry, "status") is { } status && WireText.Text(status, "status_str") == "error")
            return Outcome.Of<ComfyState>(new ComfyState.Broken(ComfyErrors.OfHistory(client.Backend, WireText.Items(status, "messages"))));
        var files = new List<ComfyFile>();
        if (WireText.Member(entry, "outputs") is { } outputs && WireText.Member(outputs, ComfyGraph.OutputNode) is { } output)
        {
            foreach (var image in WireText.Items(output, "images"))
            {
                if (FileOf(image, "filename") is { } file)
                    files.Add(file);
            }
        }

        return Outcome.Of<ComfyState>(new ComfyState.Done(files));
    }

    /// <summary>Whether the queue has a prompt.</summary>
    /// <param name="promptId">Which.</param>
    /// <param name="isRunning">True: among what runs alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async ValueTask<Outcome<bool>> IsQueuedAsync(string promptId, bool? isRunning, CancellationToken cancellationToken)
    {
        if (!(await AskAsync(_queue, cancellationToken).ConfigureAwait(false)).TryGet(out var json, out var failure))
            return failure;
        using var owned = json;
        return Has("queue_running") || (isRunning != true && Has("queue_pending"));

        // [number, id, graph, …]
        bool Has(string list) => WireText.Items(json.Root, list).Any(item => item.ValueKind == JsonValueKind.Array && item.GetArrayLength() > 1 && item[1].ValueKind == JsonValueKind.String && item[1].ValueEquals(promptId));
    }

    private async ValueTask<Outcome<ImageJson>> AskAsync(Uri route, CancellationToken cancellationToken)
    {
        if (!(await client.AskAsync(route, Connect, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        return UpstreamStatus.IsAnswer(response)
            ? await ReadAsync(response, cancellationToken).ConfigureAwait(false)
            : new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' failed ({(int)response.StatusCode}) when it was asked how its work stands.") { UpstreamStatus = (int)response.StatusCode };
    }

    private async ValueTask<Outcome<ImageJson>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await ImageJsonReader.ReadAsync(client.Backend, stream, limits, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask TellAsync(Uri route, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        if ((await client.TellAsync(HttpMethod.Post, route, RequestJson.Write(write), cancellationToken).ConfigureAwait(false)).TryGet(out var response, out _))
            response.Dispose();
    }

    private Failure NoAnswer() => new(FailureKind.BackendError, $"Backend '{client.Backend}' answered with something that is no answer. Is it a ComfyUI?");

    private static ComfyFile? FileOf(JsonElement json, string name) =>
        WireText.Text(json, name) is { } file ? new ComfyFile(file, WireText.Text(json, "subfolder") ?? "", WireText.Text(json, "type") ?? "output") : null;
}
