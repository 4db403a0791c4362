namespace GenGateway.Server.Lab.Cases;

/// <summary>What stands in the records afterwards: a broken answer is no success there either.</summary>
internal static class RecordCases
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new("record-of-answer", "nothing: a stream", "its record says succeeded", static async run =>
        {
            run.ExpectComplete(await run.StreamAsync());
            await ExpectAsync(run, "succeeded");
        })
        { Unless = Foreign },
        new("record-of-failure", "500, however often", "its record says failed", static async run =>
        {
            run.ExpectRefused(await run.WholeAsync(), 502, 503);
            await ExpectAsync(run, "failed");
        })
        { Pool = [Lies.Status(500)], Unless = Foreign },
        new("record-of-break", "a stream that ends without finish reason and [DONE]", "its record says failed", static async run =>
        {
            run.ExpectBroken(await run.StreamAsync(), LabText.Begun);
            await ExpectAsync(run, "failed");
        })
        { Pool = [Lies.Stream(2, static exchange => exchange.EndAsync())], Continues = false, Unless = Foreign },
        new("record-of-cancel", "the client leaves in the middle of a stream", "its record says cancelled", static async run =>
        {
            using (var stream = await run.Client.OpenAsync(new LabQuestion(run.Route.Model, Stream: true), run.Token))
                run.Expect(await stream.ReadUntilAsync(LabText.Begun, run.Token), "the pieces before it did not come");
            await ExpectAsync(run, "cancelled");
        })
        { Pool = [Lies.Stream(2, Lies.Silence)], Unless = Foreign },
    ];

    private static string? Foreign(LabSettings settings) => settings.IsOwn ? null : "the gateway is somebody else's, and its records are none of the lab's business";

    private static async Task ExpectAsync(CaseRun run, string status)
    {
        string? recorded;
        while ((recorded = await run.Client.RecordAsync(run.Route.Model, run.Token)) is null)
            await Task.Delay(Look, run.Clock, run.Token);
        run.See($"record {recorded}");
        run.Expect(recorded == status, $"the record says {recorded} instead of {status}");
    }
}
