using System.Globalization;

namespace GenGateway.Server.Lab.Cases;

/// <summary>Upstreams that want to be left alone.</summary>
internal static class LimitCases
{
    private const string Message = "Rate limit reached";

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new("rate-limited", "429 without Retry-After, however often", "the client is told 429", static async run => run.ExpectRefused(await run.StreamAsync(), 429)) { Pool = [Limited(null)] },
        new("rate-limited-elsewhere", "429 without Retry-After at one of two upstreams", "the other one answers", static async run =>
        {
            run.ExpectComplete(await run.StreamAsync());
            run.ExpectAsked(run.Route.First, 1);
        })
        { Pool = [Limited(null), Lies.Usual], Unless = FaultCases.NeedsAnother },
        new("retry-after", "429 with Retry-After: 30", "the client is told at once, with Retry-After; until then nobody asks", static async run =>
        {
            foreach (var answer in (LabAnswer[])[await run.StreamAsync(), await run.WholeAsync()])
            {
                run.ExpectRefused(answer, 429);
                run.Expect(Seconds(answer) is > 0 and <= 30, $"Retry-After is {answer.Header("Retry-After") ?? "absent"}");
            }

            run.ExpectAsked(run.Route.First, 1);
        })
        { Pool = [Limited(30)] },
        new("retry-after-elsewhere", "429 with Retry-After at one of two upstreams", "the other one answers, and the first is left alone", static async run =>
        {
            run.ExpectComplete(await run.WholeAsync());
            run.ExpectComplete(await run.StreamAsync());
            run.ExpectAsked(run.Route.First, 1);
        })
        { Pool = [Limited(30), Lies.Usual], Unless = FaultCases.NeedsAnother },
        new("retry-after-beyond-deadline", "429 with Retry-After: 3600", "the client is told at once, and no sooner time than that", static async run =>
        {
            var answer = await run.WholeAsync();
            run.ExpectRefused(answer, 429);
            run.Expect(Seconds(answer) is > 3000 and <= 3600, $"Retry-After is {answer.Header("Retry-After") ?? "absent"}");
            run.ExpectAsked(run.Route.First, 1);
        })
        { Pool = [Limited(3600)] },
        new("short-retry-after", "429 with Retry-After: 1, once", "it is waited for, and not a moment less", static async run =>
        {
            var started = run.Clock.GetTimestamp();
            run.ExpectComplete(await run.WholeAsync());
            run.Expect(run.Clock.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(900), "it was asked again too soon");
            run.ExpectAsked(run.Route.First, 2);
        })
        {
            Pool = [Lies.Times(1, Limited(1), Lies.Usual)],
            RetryCount = 1,
            Wait = static _ => TimeSpan.FromSeconds(1),
            Unless = static settings => settings.WholeTotal < TimeSpan.FromSeconds(2) ? "the total deadline is too short to wait a second" : FaultCases.NeedsAnother(settings),
        },
    ];

    private static Lie Limited(int? seconds) => Lies.Status(
        429,
        Message,
        "requests",
        "rate_limit_exceeded",
        seconds is null ? null : string.Create(CultureInfo.InvariantCulture, $"Retry-After: {seconds}"));

    private static int? Seconds(LabAnswer answer) => int.TryParse(answer.Header("Retry-After"), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
