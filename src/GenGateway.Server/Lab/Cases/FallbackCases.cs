namespace GenGateway.Server.Lab.Cases;

/// <summary>Chains of fallbacks, and endpoints that flap.</summary>
internal static class FallbackCases
{
    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new("fallback", "500, with a fallback beside it", "the fallback answers, under its own name", static async run =>
            run.ExpectComplete(await run.StreamAsync(), run.Route.Fallbacks[0].Model))
        { Pool = [Lies.Status(500)], Fallbacks = [Lies.Usual], Unless = FaultCases.NeedsAnother },
        new("failing-fallback", "500, and the first fallback fails, too", "the second fallback answers, under its own name", static async run =>
        {
            run.ExpectComplete(await run.StreamAsync(), run.Route.Fallbacks[1].Model);
            run.ExpectAsked(run.Route.Fallbacks[0].Place, 1);
        })
        { Pool = [Lies.Status(500)], Fallbacks = [Lies.Status(500), Lies.Usual], RetryCount = 0, Unless = static settings => FaultCases.Needs(settings, 2, 1) },
        new("every-fallback-fails", "500, and so does every fallback", "502 or 503", static async run =>
        {
            run.ExpectRefused(await run.StreamAsync(), 502, 503);
            run.ExpectRefused(await run.WholeAsync(), 502, 503);
        })
        { Pool = [Lies.Status(500)], Fallbacks = [Lies.Status(503), Lies.Reset] },
        .. FlappingCases.All,
    ];
}
