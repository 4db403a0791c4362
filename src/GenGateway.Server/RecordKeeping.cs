using GenGateway.Recording;

namespace GenGateway.Server;

/// <summary>Runs the thread that moves records into the database: from before the first request to after the last.</summary>
/// <param name="writer">The thread's owner.</param>
/// <param name="clock">The only clock.</param>
internal sealed class RecordKeeping(LedgerWriter writer, TimeProvider clock) : IHostedService
{
    // What a broken or slow database did not take by then waits in the journal for the next start.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        writer.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await writer.StopAsync(either.Token);
    }
}
