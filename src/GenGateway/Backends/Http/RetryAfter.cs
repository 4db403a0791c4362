using System.Globalization;

namespace GenGateway.Backends.Http;

/// <summary>When a backend wants to be asked again: <c>retry-after-ms</c>, else <c>Retry-After</c> in seconds or as a date.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <returns>A time above zero and at most a day, or null where nothing usable was said.</returns>
    public static TimeSpan? Of(HttpResponseMessage response)
    {
        var headers = response.Headers;
        if (headers.TryGetValues("retry-after-ms", out var exact) && double.TryParse(exact.First(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds))
            return Bounded(TimeSpan.FromMilliseconds(Math.Min(milliseconds, Longest.TotalMilliseconds)));
        if (headers.RetryAfter?.Delta is { } delta)
            return Bounded(delta);
        if (headers.RetryAfter?.Date is { } date && headers.Date is { } now)
            return Bounded(date - now);
        return null;
    }

    private static TimeSpan? Bounded(TimeSpan time) => time <= TimeSpan.Zero ? null : time > Longest ? Longest : time;
}
