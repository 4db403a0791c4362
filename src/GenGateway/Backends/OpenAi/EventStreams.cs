using GenGateway.Errors;

namespace GenGateway.Backends.OpenAi;

/// <summary>What an answer must be that was asked for as a stream.</summary>
internal static class EventStreams
{
    private const int MostShown = 80;

    /// <summary>Why an answer is no stream of events, or null.</summary>
    public static Failure? Refused(HttpResponseMessage response, string backend)
    {
        var kind = response.Content.Headers.ContentType?.MediaType ?? "nothing said";
        if (kind == "text/event-stream")
            return null;
        var shown = kind.Length <= MostShown ? kind : kind[..MostShown];
        return new Failure(FailureKind.BackendError, $"Backend '{backend}' was asked for a stream of events and answered another media type ({shown}).");
    }
}
