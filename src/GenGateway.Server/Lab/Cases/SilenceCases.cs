namespace GenGateway.Server.Lab.Cases;

/// <summary>Upstreams that say nothing, or nothing that counts.</summary>
internal static class SilenceCases
{
    private const int ShortMs = 400;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(20);

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        Silent("silence", "not a word, asked for a stream", Lies.Silence),
        Silent("silence-behind-role-chunk", "a role chunk, then not a word", Lies.Stream(0, Lies.Silence)),
        Silent("comments-feed-nothing", "a role chunk, then comments for ever", Lies.Stream(0, Lies.Comments(Often))),
        new("silence-elsewhere", "not a word at one of two upstreams", "after first_token_ms the other one answers", static async run =>
        {
            run.ExpectComplete(await run.StreamAsync());
            await ExpectLeftAsync(run, run.Route.First);
        })
        {
            Pool = [Lies.Silence, Lies.Usual],
            Wait = static settings => settings.FirstToken,
            Unless = static settings => settings.FirstToken < settings.Total ? FaultCases.NeedsAnother(settings) : "first_token_ms is no shorter than total_ms",
        },
        new("silence-whole", "not a word, asked for a whole answer", "504 after the total", static async run =>
        {
            run.ExpectRefused(await run.WholeAsync(), 504);
            await ExpectLeftAsync(run, run.Route.First);
        })
        { Pool = [Lies.Silence], Wait = static settings => settings.WholeTotal },
        new("total-deadline", "a stream that never pauses and never ends", "the error event timeout after the total", static async run =>
        {
            var answer = await run.StreamAsync();
            run.ExpectBroken(answer, "word ");
            ExpectTimeout(run, answer);
            await ExpectLeftAsync(run, run.Route.First);
        })
        {
            Wait = static settings => settings.Total,
            Pool = [Lies.Stream(0, static async exchange =>
            {
                while (true)
                {
                    await exchange.EventAsync(LabText.Piece("word "));
                    await exchange.WaitAsync(Drip);
                }
            })],
        },
        new("clients-deadline", "not a word, and the client gives it 400 ms", "504 after the client's own time", static async run =>
        {
            var answer = await run.AskAsync(new LabQuestion(run.Route.Model, Stream: false) { TimeoutMs = ShortMs });
            run.ExpectRefused(answer, 504);
            await ExpectLeftAsync(run, run.Route.First);
        })
        { Pool = [Lies.Silence], Wait = static _ => TimeSpan.FromMilliseconds(ShortMs) },
    ];

    /// <summary>Whoever is given up is told so by the end of the connection.</summary>
    public static Task ExpectLeftAsync(CaseRun run, LabPlace place) => place.WasLeft.WaitAsync(run.Token);

    /// <summary>A passed deadline says so.</summary>
    public static void ExpectTimeout(CaseRun run, LabAnswer answer) => run.Expect(answer.Error == "timeout", $"the code {answer.Error} instead of timeout");

    private static FaultCase Silent(string name, string fault, Lie lie) => new(name, fault, "504 timeout once every attempt was made; where comments had begun the stream, the error event timeout", static async run =>
    {
        var answer = await run.StreamAsync();
        run.ExpectRefused(answer, 504);
        ExpectTimeout(run, answer);
        await ExpectLeftAsync(run, run.Route.First);
    })
    { Pool = [lie], Wait = static settings => settings.Patience };
}
