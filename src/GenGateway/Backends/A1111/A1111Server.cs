using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.A1111;

/// <summary>What one Stable Diffusion WebUI is asked beside its pictures. Progress and interrupt are of whatever runs there, whoever asked for it. Thread safe.</summary>
/// <param name="client">Speaks with it.</param>
/// <param name="isShared">Whether others use it too: then neither says anything of our work.</param>
/// <param name="turn">Held while a request of ours is there.</param>
internal sealed class A1111Server(UpstreamClient client, bool isShared, SemaphoreSlim turn)
{
    // For what the server answers at once; one that does not is left to itself.
    private static readonly TimeSpan LongestTelling = TimeSpan.FromSeconds(5);

    private readonly Uri _interrupt = client.Route("sdapi/v1/interrupt");
    private readonly Uri _progress = client.Route("sdapi/v1/progress?skip_current_image=true");
    private readonly Uri _preview = client.Route("sdapi/v1/progress?skip_current_image=false");

    public UpstreamClient Client => client;

    public bool IsShared => isShared;

    /// <summary>Held while a request of ours is there, by whichever entry it came.</summary>
    public SemaphoreSlim Turn => turn;

    /// <summary>The last of our jobs there that is over, by its <c>job_timestamp</c>; null: none is known. Requests take turns, so that nobody else writes it meanwhile.</summary>
    public string? LastJob { get; set; }

    /// <summary>Asks how far whatever runs there is.</summary>
    /// <param name="withPreview">Whether the picture as far as it is is wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ValueTask<Outcome<HttpResponseMessage>> AskProgressAsync(bool withPreview, CancellationToken cancellationToken) =>
        client.AskAsync(withPreview ? _preview : _progress, LongestTelling, cancellationToken);

    /// <summary>Ends whatever runs there; returns when it was told, or does not listen.</summary>
    public async ValueTask InterruptAsync()
    {
        using var limit = new CancellationTokenSource(LongestTelling, client.Clock);
        try
        {
            if ((await client.TellAsync(HttpMethod.Post, _interrupt, "{}"u8.ToArray(), limit.Token).ConfigureAwait(false)).TryGet(out var answer, out _))
                answer.Dispose();
        }
        catch (OperationCanceledException)
        {
            // It does not answer; its picture is nobody's.
        }
    }
}
