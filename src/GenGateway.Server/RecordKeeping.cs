using GenGateway.Recording;

namespace GenGateway.Server;

/// <summary>Runs the thread that moves records into the database: from before the first request to after the last.</summary>
internal sealed class RecordKeeping(LedgerWriter writer) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        writer.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => writer.StopAsync(cancellationToken);
}
