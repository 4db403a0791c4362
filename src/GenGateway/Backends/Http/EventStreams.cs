using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>What an answer must be that was asked for as a stream.</summary>
internal static class EventStreams
{
    /// <summary>The media type, as clients compare it.</summary>
    public const string MediaType = "text/event-stream";

    private const int MostShown = 80;

    /// <summary>The media type to answer with: the backend's, unless it is written as only the standard expects.</summary>
    public static string TypeOf(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.ToString() is { } given && given.StartsWith(MediaType, StringComparison.Ordinal) ? given : MediaType;

    /// <summary>
    /// Whether an answer whose reading failed is whole all the same: every choice that was asked for has its finish reason, so that nothing is missing but
    /// the terminator, as at a clean end.
    /// </summary>
    public static bool IsWhole(Tally tally, int choices, Failure failure) =>
        IsLate(failure) && tally.AllEnded && tally.Ended >= choices;

    /// <summary>Whether a failure of the reading takes nothing from an answer that has its finish reasons: the backend's own, and not that somebody stopped it.</summary>
    public static bool IsLate(Failure failure) => failure.Kind is FailureKind.BackendError or FailureKind.Timeout;

    /// <summary>What an event is whose data is no JSON.</summary>
    /// <param name="backend">Who sent it.</param>
    /// <param name="isEnd">Whether nothing came behind it.</param>
    public static Failure NoJson(string backend, bool isEnd) => new(FailureKind.BackendError, isEnd
        ? $"Backend '{backend}' broke its answer off in the middle of an event."
        : $"Backend '{backend}' sent an event that is no JSON.");

    /// <summary>Why an answer is no stream of events, or null.</summary>
    public static Failure? Refused(HttpResponseMessage response, string backend)
    {
        var kind = response.Content.Headers.ContentType?.MediaType ?? "nothing said";
        if (kind.Equals(MediaType, StringComparison.OrdinalIgnoreCase))
            return null;
        var shown = kind.Length <= MostShown ? kind : kind[..MostShown];
        return new Failure(FailureKind.BackendError, $"Backend '{backend}' was asked for a stream of events and answered another media type ({shown}).");
    }
}
