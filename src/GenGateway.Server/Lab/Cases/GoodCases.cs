namespace GenGateway.Server.Lab.Cases;

/// <summary>What is no fault, or none that a client may feel. Without these a gateway that refuses everything would pass.</summary>
internal static class GoodCases
{
    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new("good-answer", "nothing: a whole answer", "it arrives, under the client's name of the model, with the backend's usage", static async run =>
        {
            var answer = await run.WholeAsync();
            run.ExpectComplete(answer);
            ExpectUsage(run, answer);
        })
        { Alone = true },
        new("good-stream", "nothing: a stream", "it arrives with one finish reason, the backend's usage and [DONE]", static async run =>
        {
            var answer = await run.AskAsync(new LabQuestion(run.Route.Model, Stream: true) { WithUsage = true });
            run.ExpectComplete(answer);
            ExpectUsage(run, answer);
        })
        { Alone = true },
        new("usage-unknown", "an answer and a stream that say nothing of tokens", "usage is the backend's, or estimated, or absent: never 0 for unknown", static async run =>
        {
            foreach (var stream in (bool[])[false, true])
            {
                var answer = await run.AskAsync(new LabQuestion(run.Route.Model, stream) { WithUsage = stream });
                run.ExpectComplete(answer);
                run.Expect(answer.PromptTokens is not 0 && answer.CompletionTokens is not 0, "invented usage: 0 tokens");
            }
        })
        { Pool = [Lies.WithoutUsage] },
        new("missing-done", "a stream with its finish reason but without [DONE]", "complete: the client gets [DONE]", static async run => run.ExpectComplete(await run.StreamAsync()))
        {
            Pool = [Lies.Stream(4, static async exchange =>
            {
                await exchange.EventAsync(LabText.Finish());
                await exchange.EndAsync();
            })],
        },
        new("missing-done-cut", "the same, and the connection is cut behind the finish reason", "complete: the client gets [DONE]", static async run => run.ExpectComplete(await run.StreamAsync()))
        {
            Pool = [Lies.Stream(4, static async exchange =>
            {
                await exchange.EventAsync(LabText.Finish());
                exchange.Close();
            })],
        },
        new("comments-between", "comments between the pieces of a stream", "they mean nothing", static async run => run.ExpectComplete(await run.StreamAsync()))
        {
            Pool = [Lies.Stream(2, static async exchange =>
            {
                await exchange.CommentAsync();
                foreach (var piece in LabText.Pieces.Skip(2))
                    await exchange.EventAsync(LabText.Piece(piece));
                await exchange.CommentAsync();
                await exchange.EventAsync(LabText.Finish());
                await exchange.EventAsync("[DONE]");
                await exchange.EndAsync();
            })],
        },
        new("slow-first-token", "a first token after half of first_token_ms", "it is waited for", static async run =>
        {
            var asking = run.StreamAsync();
            await run.Route.First.WasAsked.WaitAsync(run.Token);
            await Task.Delay(run.Settings.FirstToken / 2, run.Clock, run.Token);
            run.Route.First.GoOn();
            run.ExpectComplete(await asking);
        })
        {
            Wait = static settings => settings.FirstToken / 2,
            RetryCount = 0,
            Pool = [Lies.Stream(0, static async exchange =>
            {
                await exchange.Place.MayGoOn.WaitAsync(exchange.Left);
                foreach (var piece in LabText.Pieces)
                    await exchange.EventAsync(LabText.Piece(piece));
                await exchange.EventAsync(LabText.Finish());
                await exchange.EventAsync("[DONE]");
                await exchange.EndAsync();
            })],
        },
        new("dead-pooled-connection", "every connection dies when it is used for a second time", "a repeat on a new connection, hidden from the client and from the count of attempts", static async run =>
        {
            for (var i = 0; i < 4; i++)
            {
                var answer = await run.WholeAsync();
                run.ExpectComplete(answer);
                run.Expect(answer.Header("x-gengateway-attempts") is null or "1", $"it counts as attempt {answer.Header("x-gengateway-attempts")}");
            }
        })
        {
            Pool = [static exchange =>
            {
                if (exchange.Request.NumberOnConnection == 1)
                    return Lies.Usual(exchange);
                exchange.Close();
                return Task.CompletedTask;
            }],
        },
    ];

    private static void ExpectUsage(CaseRun run, LabAnswer answer) => run.Expect(
        (answer.PromptTokens, answer.CompletionTokens) == (LabText.PromptTokens, LabText.CompletionTokens),
        $"the usage {answer.PromptTokens}/{answer.CompletionTokens} instead of the backend's {LabText.PromptTokens}/{LabText.CompletionTokens}");
}
