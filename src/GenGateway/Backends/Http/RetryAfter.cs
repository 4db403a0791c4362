using System.Globalization;

namespace GenGateway.Backends.Http;

/// <summary>When a backend wants to be asked again: <c>retry-after-ms</c>, else <c>Retry-After</c> in seconds or as a date.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <param name="response">The backend's answer.</param>
    /// <param name="now">The time here, for dates of a backend that does not tell its own.</param>
    /// <returns>A time above zero, or null where nothing usable was said.</returns>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now)
    {
        var headers = response.Headers;
        if (headers.TryGetValues("retry-after-ms", out var exact) && double.TryParse(exact.First(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds))
            return Bounded(TimeSpan.FromMilliseconds(Math.Min(milliseconds, Longest.TotalMilliseconds)));
        if (headers.RetryAfter?.Delta is { } delta)
            return Bounded(delta);
        // By the backend's own clock where it tells it.
        return headers.RetryAfter?.Date is { } date ? Bounded(date - (headers.Date ?? now)) : null;
    }

    private static TimeSpan? Bounded(TimeSpan time) => time <= TimeSpan.Zero ? null : time > Longest ? Longest : time;
}
