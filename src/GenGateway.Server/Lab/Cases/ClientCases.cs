namespace GenGateway.Server.Lab.Cases;

/// <summary>Clients that leave: their upstream sees it, and soon.</summary>
internal static class ClientCases
{
    private const string Promise = "within 100 ms the gateway closes the exchange";
    private const int Tries = 3;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new("client-cancel", "the client leaves in the middle of a stream", Promise, static run => LeaveAsync(run, static async (run, leave) =>
        {
            using var stream = await run.Client.OpenAsync(new LabQuestion(run.Route.Model, Stream: true), leave.Token);
            run.Expect(await stream.ReadUntilAsync(LabText.Begun, leave.Token), "the pieces before it did not come");
        }))
        { Pool = [Lies.Stream(2, Lies.Silence)], Alone = true },
        new("client-cancel-early", "the client leaves before a word has come", Promise, static run => LeaveAsync(run, static async (run, leave) =>
        {
            var before = run.Route.First.Asked;
            var asking = run.Client.AskAsync(new LabQuestion(run.Route.Model, Stream: false), leave.Token);
            while (run.Route.First.Asked == before && !asking.IsCompleted)
                await Task.Delay(TimeSpan.FromMilliseconds(5), run.Clock, run.Token);
            await leave.CancelAsync();
            run.Expect(await IsCancelledAsync(asking), "an answer came");
        }))
        { Pool = [Lies.Silence], Alone = true },
    ];

    // A busy machine may be late once; a gateway that does not care is late every time.
    private static async Task LeaveAsync(CaseRun run, Func<CaseRun, CancellationTokenSource, Task> leave)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < Tries && best > Soon; i++)
        {
            run.Route.First.ForgetLeaving();
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(run.Token);
            await leave(run, leaving);
            var left = run.Clock.GetTimestamp();
            await run.Route.First.WasLeft.WaitAsync(run.Token);
            var took = run.Clock.GetElapsedTime(left);
            best = took < best ? took : best;
        }

        run.See($"closed after {best.TotalMilliseconds:0} ms");
        run.Expect(best <= Soon, $"{best.TotalMilliseconds:0} ms passed before the upstream saw it, more than five times 100 ms");
    }

    private static async Task<bool> IsCancelledAsync(Task asking)
    {
        try
        {
            await asking;
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
