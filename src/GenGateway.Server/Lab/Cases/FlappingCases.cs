namespace GenGateway.Server.Lab.Cases;

/// <summary>Endpoints that go and come.</summary>
internal static class FlappingCases
{
    private const int Most = 8;
    private const int MostFailures = 50;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new("flapping-endpoint", "every other request fails at the first of two upstreams", "the client notices nothing", static async run =>
        {
            for (var i = 0; i < (run.Settings.BudgetIsOff ? Most : Math.Clamp(run.Settings.BudgetMin, 1, Most)); i++)
                run.ExpectComplete(i % 2 == 0 ? await run.StreamAsync() : await run.WholeAsync());
        })
        {
            Pool = [static exchange => (exchange.Number % 2 == 1 ? Lies.Status(500) : Lies.Usual)(exchange), Lies.Usual],
            Unless = FaultCases.NeedsAnother,
        },
        new("breaker", "as many failures as open the breaker, then good answers", "503 with Retry-After, and the upstream is left alone; it comes back by itself", static async run =>
        {
            var breaker = run.Settings.Breaker;
            for (var i = 0; i < breaker.Failures; i++)
                run.ExpectRefused(await run.WholeAsync(), 502, 503);
            var refused = await run.WholeAsync();
            run.ExpectRefused(refused, 503);
            run.Expect(refused.Header("Retry-After") is not null, "no Retry-After");
            run.ExpectAsked(run.Route.First, breaker.Failures);
            run.Route.First.GoOn();
            var answer = refused;
            while (answer.Status != 200)
            {
                await Task.Delay(Look, run.Clock, run.Token);
                answer = await run.WholeAsync();
            }

            for (var i = 0; i < breaker.Successes; i++)
                run.ExpectComplete(await run.WholeAsync());
        })
        {
            Pool = [static exchange => (exchange.Place.MayGoOn.IsCompleted ? Lies.Usual : Lies.Status(500))(exchange)],
            RetryCount = 0,
            Wait = static settings => settings.Breaker.OpenTime * 1.2,
            Unless = TooMany,
        },
    ];

    /// <summary>Why the breaker cannot be opened, or null.</summary>
    public static string? TooMany(LabSettings settings) =>
        settings.Breaker.Failures <= MostFailures ? null : $"the breaker opens after {settings.Breaker.Failures} failures; the lab makes at most {MostFailures}";
}
