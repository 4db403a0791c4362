namespace GenGateway.Server.Lab.Cases;

/// <summary>Errors that are the client's own: told to it, not shopped around, and no harm to a breaker.</summary>
internal static class OwnErrorCases
{
    private const string Wrong = "temperature is wrong";

    private static readonly Lie TooLong = Lies.Status(400, "This model's maximum context length is 8192 tokens.", "invalid_request_error", "context_length_exceeded");

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new("context-too-long", "400: the context is too long", "400 context_length_exceeded; nobody else is asked", static async run =>
        {
            foreach (var answer in (LabAnswer[])[await run.WholeAsync(), await run.StreamAsync()])
            {
                run.ExpectRefused(answer, 400);
                run.Expect(answer.Error == "context_length_exceeded", $"the code {answer.Error}");
            }

            run.ExpectAsked(run.Route.Pool[1], 0);
        })
        { Pool = [TooLong, Lies.Usual] },
        new("context-fallback", "the same, with a model of longer context beside it", "that one answers, under its own name", static async run =>
        {
            run.ExpectComplete(await run.StreamAsync(), run.Route.Longer!.Value.Model);
            run.ExpectAsked(run.Route.Pool[1], 0);
        })
        {
            Pool = [TooLong, Lies.Usual],
            Longer = Lies.Usual,
            Unless = static settings => settings.MaxAttempts > 1 ? null : "needs two attempts, and routing.retry.max_attempts is 1",
        },
        Case("content-filter", "400: the content filter", Lies.Status(400, "The response was filtered", "invalid_request_error", "content_filter"), static (run, answer) =>
            run.Expect(answer.Error == "content_filter", $"the code {answer.Error}")),
        new("content-filter-in-stream", "a stream that the content filter ends", "its finish reason is the client's", static async run =>
        {
            var answer = await run.StreamAsync();
            run.ExpectComplete(answer, finish: "content_filter");
        })
        {
            Pool = [Lies.Stream(4, static async exchange =>
            {
                await exchange.EventAsync(LabText.Finish("content_filter"));
                await exchange.EventAsync("[DONE]");
                await exchange.EndAsync();
            })],
        },
        Case("bad-request", "400", Lies.Status(400, Wrong, "invalid_request_error")),
        Case("unprocessable", "422", Lies.Status(422, Wrong, "invalid_request_error")),
        Case("wrong-as-500", "llama-server's 500 for a request that is wrong", Lies.Status(500, "image input is not supported", "server_error", header: "Server: llama.cpp")),
        Case("wrong-as-501", "501 for what the upstream does not have", Lies.Status(501, "This server does not support it", "not_supported_error")),
        new("own-errors-open-nothing", "more 400s than failures open the breaker, then an answer", "the breaker stays closed", static async run =>
        {
            for (var i = 0; i < run.Settings.Breaker.Failures + 1; i++)
                run.ExpectRefused(await run.WholeAsync(), 400);
            run.Route.First.GoOn();
            run.ExpectComplete(await run.WholeAsync());
        })
        {
            Pool = [static exchange => (exchange.Place.MayGoOn.IsCompleted ? Lies.Usual : Lies.Status(400, Wrong, "invalid_request_error"))(exchange)],
            Unless = FlappingCases.TooMany,
        },
    ];

    // A client of the upstream's own protocol may be told in the upstream's words, its status among them.
    private static FaultCase Case(string name, string fault, Lie lie, Action<CaseRun, LabAnswer>? more = null) =>
        new(name, fault, "told as the client's own error; nobody else is asked, nothing twice", async run =>
        {
            foreach (var stream in (bool[])[false, true])
            {
                var answer = await run.AskAsync(new LabQuestion(run.Route.Model, stream));
                run.ExpectRefused(answer, 400, 413, 422, 451, 500, 501);
                more?.Invoke(run, answer);
            }

            run.ExpectAsked(run.Route.First, 2);
            run.ExpectAsked(run.Route.Pool[1], 0);
        })
        { Pool = [lie, Lies.Usual] };
}
