namespace GenGateway.Server.Lab.Cases;

/// <summary>Answers with 200 that are none.</summary>
internal static class NoAnswerCases
{
    private const string Promise = "a failure: 502 or 503, never 200";

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        Case("error-in-200", "200 with an error as its body", Lies.Status(200)),
        Case("empty-200", "200 with nothing in it", Lies.Reply(200, "")),
        Case("html-200", "200 with a page of HTML", Lies.Reply(200, $"<!DOCTYPE html><html><body>{LabText.Canary}</body></html>", "text/html")),
        Case("html-as-json-200", "200 with a page of HTML that says it is JSON", Lies.Reply(200, $"<!DOCTYPE html><html><body>{LabText.Canary}</body></html>")),
        Case("other-json-200", "200 with JSON that is no answer", Lies.Reply(200, """{"status":"lab-canary"}""")),
        Case("half-json-200", "200 with half of a JSON text", Lies.Reply(200, LabText.Answer(LabText.Whole)[..^40])),
        Case("cut-200", "200 with half of the length that it promised", static exchange =>
        {
            var body = LabText.Answer(LabText.Whole);
            return Lies.Reply(200, body[..(body.Length / 2)], promised: body.Length)(exchange);
        }),
        Case("role-chunk-only", "a stream that ends behind its role chunk", Lies.Stream(0, static exchange => exchange.EndAsync())),
        Case("error-event-first", "a stream whose first event is an error", Lies.Stream(0, static async exchange =>
        {
            await exchange.EventAsync(LabText.Error(LabText.Canary));
            await exchange.EndAsync();
        })),
        new("error-in-200-elsewhere", "200 with an error as its body at one of two upstreams", "the other one answers", static async run =>
        {
            run.ExpectComplete(await run.WholeAsync());
            run.ExpectComplete(await run.StreamAsync());
        })
        { Pool = [Lies.Status(200), Lies.Usual], Unless = FaultCases.NeedsAnother },
    ];

    private static FaultCase Case(string name, string fault, Lie lie) => new(name, fault, Promise, static async run =>
    {
        run.ExpectRefused(await run.StreamAsync(), 502, 503);
        run.ExpectRefused(await run.WholeAsync(), 502, 503);
    })
    { Pool = [lie] };
}
