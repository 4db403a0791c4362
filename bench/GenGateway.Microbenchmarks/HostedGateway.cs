using GenGateway.Configuration;
using GenGateway.Server;
using GenGateway.Server.Http;
using GenGateway.Server.Logs;
using Microsoft.AspNetCore.Builder;

namespace GenGateway.Microbenchmarks;

/// <summary>The gateway inside this process, put together as its own <c>Program.cs</c> does, with room for routes of the bench's own.</summary>
internal sealed class HostedGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Stream _log;

    private HostedGateway(WebApplication app, Stream log) => (_app, _log) = (app, log);

    /// <summary>Starts it with the configuration of a folder.</summary>
    /// <param name="home">The working directory, with <c>config/</c> in it.</param>
    /// <param name="more">Adds routes that the product does not have.</param>
    public static async Task<HostedGateway> StartAsync(string home, Action<GatewayRoutes>? more = null)
    {
        var clock = TimeProvider.System;
        var (config, loaded, code) = Startup.Configure(new ConfigurationSources(home, new Dictionary<string, string>(), []), clock, Console.Error);
        if (config is null)
            throw new InvalidOperationException($"The gateway does not start (code {code}).");
        // As the program does, before the first socket.
        InlineIo.Prepare(config.Server);
        if (!ServerCertificate.Load(config, home).TryGet(out var certificate, out var refusal) && refusal is not null)
            throw new InvalidOperationException(refusal.Message);
        var output = File.Create(Path.Combine(home, "output.log"));
        var log = new LogPump(output, config.Logging, clock);
        var app = GatewayApp.Build(config, log, clock, loggers => Composition.Create(config, loaded.Environment, home, loggers, clock), certificate: certificate, more: more);
        await app.StartAsync();
        return new HostedGateway(app, output);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _log.DisposeAsync();
    }
}
