using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>Begins the calls of completions. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
internal sealed class TgiCalls(UpstreamClient client, UpstreamLimits limits)
{
    private readonly Uri _whole = client.Route("generate");
    private readonly Uri _stream = client.Route("generate_stream");

    /// <summary>Asks for one choice.</summary>
    /// <returns>The call, to be disposed, or why there is none.</returns>
    public async ValueTask<Outcome<TgiCall>> BeginAsync(CompletionTask task, int choice, Attempt attempt)
    {
        using var content = RequestJson.Content(TgiEncoder.Encode(task, choice));
        var streams = attempt.Request.Stream;
        if (!(await client.SendAsync(HttpMethod.Post, streams ? _stream : _whole, content, attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        var kept = false;
        try
        {
            if (!UpstreamStatus.IsAnswer(response))
                return await TgiErrors.ReadAsync(client, response, attempt.Token).ConfigureAwait(false);
            if (streams && EventStreams.Refused(response, client.Backend) is { } refused)
                return refused;
            var reader = new TgiReader(client.Backend, choice, task.Parameters, response);
            kept = true;
            return streams
                ? new TgiStreamCall(response, response.Content.ReadAsStream(attempt.Token), attempt, limits.EventBytes, reader)
                : new TgiWholeCall(response, attempt, limits, reader);
        }
        finally
        {
            if (!kept)
                response.Dispose();
        }
    }
}
