namespace GenGateway.Server;

/// <summary>Runs the parts' own services within the host: started one after another, stopped the other way round.</summary>
internal sealed class PartServices(GatewayParts parts) : IHostedLifecycleService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var service in parts.Services)
            await service.StartAsync(cancellationToken);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (var service in parts.Services.Reverse().OfType<IHostedLifecycleService>())
            await service.StoppingAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var service in parts.Services.Reverse())
            await service.StopAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
