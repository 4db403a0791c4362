namespace GenGateway.Server.Lab.Cases;

/// <summary>Streams that break behind their first content.</summary>
internal static class BreakCases
{
    private const string Promise = "what came, then the error event; no finish reason, no [DONE], nobody else is asked (but by on_stream_break: continue)";
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(50);

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        Case("cut-mid-stream", "the connection closes inside an event", static exchange => exchange.CutAsync(LabText.Piece(LabText.Pieces[2]))),
        Case("close-mid-stream", "the connection closes between two events", static exchange =>
        {
            exchange.Close();
            return Task.CompletedTask;
        }),
        Case("clean-end-mid-stream", "the body ends properly, without finish reason and [DONE]", static exchange => exchange.EndAsync()),
        Case("error-event-mid-stream", "an error event, then [DONE]", static async exchange =>
        {
            await exchange.EventAsync(LabText.Error($"{LabText.Canary}: out of memory"));
            await exchange.EventAsync("[DONE]");
            await exchange.EndAsync();
        }),
        Case("malformed-chunk", "an event that is half of a JSON text, then the rest and [DONE]", Lies.HalfJson),
        Case("broken-utf8", "an event with bytes that are no UTF-8, then the rest and [DONE]", Lies.BrokenUtf8),
        new("reset-mid-stream", "the connection is reset", Promise, static async run =>
        {
            // A reset may take with it what was not read yet, so the client has it first.
            using var stream = await run.Client.OpenAsync(new LabQuestion(run.Route.Model, Stream: true), run.Token);
            run.Expect(await stream.ReadUntilAsync(LabText.Begun, run.Token), "the pieces before the break did not come");
            run.Route.First.GoOn();
            await stream.ReadToEndAsync(run.Token);
            var answer = stream.Read();
            run.See(answer.ToString());
            run.ExpectBrokenOrContinued(answer);
        })
        {
            Pool = [Lies.Stream(2, static async exchange =>
            {
                await exchange.Place.MayGoOn.WaitAsync(exchange.Left);
                exchange.Reset();
            }), Lies.Usual],
        },
        Stalled("stall-mid-stream", "not a word more", Lies.Silence),
        Stalled("stall-with-comments", "comments for ever", Lies.Comments(Often)),
        new("goes-on-after-break", "the connection closes inside an event, on a route with on_stream_break: continue", "the answer goes on elsewhere, as one stream", static async run =>
        {
            run.ExpectComplete(await run.StreamAsync());
            run.ExpectAsked(run.Route.Pool[1], 1);
            run.Expect(run.Route.Pool[1].Last?.Begun is { } begun && LabText.Whole.StartsWith(begun, StringComparison.Ordinal), "the other one was not given the answer so far");
        })
        {
            Continues = true,
            Pool = [Lies.Stream(2, static exchange => exchange.CutAsync(LabText.Piece(LabText.Pieces[2]))), Lies.Usual],
            Unless = FaultCases.NeedsAnother,
        },
        new("prefill-refused", "the same, and the other one refuses an answer that is begun", "what came, then the error event; no finish reason, no [DONE]", static async run =>
        {
            run.ExpectBroken(await run.StreamAsync(), LabText.Begun);
            run.ExpectAsked(run.Route.Pool[1], 1);
        })
        {
            Continues = true,
            RetryCount = 0,
            Pool =
            [
                Lies.Stream(2, static exchange => exchange.CutAsync(LabText.Piece(LabText.Pieces[2]))),
                Lies.Status(400, "the last message must be the user's", "invalid_request_error"),
            ],
            Unless = FaultCases.NeedsAnother,
        },
    ];

    private static FaultCase Case(string name, string fault, Lie lie) =>
        new(name, fault, Promise, static async run => run.ExpectBrokenOrContinued(await run.StreamAsync())) { Pool = [Lies.Stream(2, lie), Lies.Usual] };

    private static FaultCase Stalled(string name, string fault, Lie lie) => new(name, fault, $"{Promise}, after between_tokens_ms", static async run =>
    {
        var answer = await run.StreamAsync();
        run.ExpectBrokenOrContinued(answer);
        if (answer.Error is not null)
            SilenceCases.ExpectTimeout(run, answer);
        await SilenceCases.ExpectLeftAsync(run, run.Route.First);
    })
    { Pool = [Lies.Stream(2, lie), Lies.Usual], Wait = static settings => settings.BetweenTokens };
}
