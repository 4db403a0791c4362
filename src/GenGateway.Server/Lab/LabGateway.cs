using GenGateway.Configuration;
using GenGateway.Server.Logs;

namespace GenGateway.Server.Lab;

/// <summary>The gateway of the lab: what <c>serve</c> serves, on a port of the loopback address that was free.</summary>
internal sealed class LabGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LabGateway(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    /// <param name="config">From <see cref="LabConfiguration"/>.</param>
    /// <param name="secrets">Where credentials are looked up.</param>
    /// <param name="log">Takes the gateway's log; stays the caller's.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<LabGateway> StartAsync(GatewayConfig config, ISecretSource secrets, Stream log, TimeProvider clock, CancellationToken cancellationToken)
    {
        var pump = new LogPump(log, config.Logging, clock);
        var app = GatewayApp.Build(config, pump, clock, loggers => Composition.Create(config, secrets, Path.GetTempPath(), loggers, clock));
        try
        {
            await app.StartAsync(cancellationToken);
            return new LabGateway(app);
        }
        catch (Exception)
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
