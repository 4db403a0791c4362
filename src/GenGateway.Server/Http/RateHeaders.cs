using System.Globalization;
using GenGateway.Journey;

namespace GenGateway.Server.Http;

/// <summary>Tells a client of its limits, in OpenAI's words: <c>x-ratelimit-{limit,remaining,reset}-{requests,tokens,images}</c>.</summary>
internal static class RateHeaders
{
    private const int SecondsPerMinute = 60;
    private const int SecondsPerHour = 3600;

    /// <summary>Sets the headers of the limits that there are.</summary>
    public static void Write(IHeaderDictionary headers, IRateView? rates)
    {
        if (rates is null)
            return;
        if (rates.TryRead(RateKind.Requests, out var requests))
            Set(headers, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", requests);
        if (rates.TryRead(RateKind.Tokens, out var tokens))
            Set(headers, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens", tokens);
        if (rates.TryRead(RateKind.Images, out var images))
            Set(headers, "x-ratelimit-limit-images", "x-ratelimit-remaining-images", "x-ratelimit-reset-images", images);
    }

    /// <summary>A time as OpenAI writes it, after Go: <c>12ms</c>, <c>8.64s</c>, <c>6m0s</c>, <c>1h2m3s</c>. Rounded up to the millisecond.</summary>
    internal static string Duration(TimeSpan time)
    {
        var milliseconds = (long)Math.Ceiling(time.TotalMilliseconds);
        if (milliseconds <= 0)
            return "0s";
        if (milliseconds < 1000)
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        var seconds = milliseconds / 1000m;
        var whole = (long)seconds;
        var rest = (seconds % SecondsPerMinute).ToString("0.###", CultureInfo.InvariantCulture);
        return whole switch
        {
            < SecondsPerMinute => $"{rest}s",
            < SecondsPerHour => string.Create(CultureInfo.InvariantCulture, $"{whole / SecondsPerMinute}m{rest}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole / SecondsPerHour}h{whole % SecondsPerHour / SecondsPerMinute}m{rest}s"),
        };
    }

    private static void Set(IHeaderDictionary headers, string limit, string remaining, string reset, RateStanding standing)
    {
        headers[limit] = standing.Limit.ToString(CultureInfo.InvariantCulture);
        headers[remaining] = standing.Remaining.ToString(CultureInfo.InvariantCulture);
        headers[reset] = Duration(standing.Reset);
    }
}
