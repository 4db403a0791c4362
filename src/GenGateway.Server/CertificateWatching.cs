using GenGateway.Server.Reloading;

namespace GenGateway.Server;

/// <summary>Looks once a second whether the certificate's files changed, and shows the new one; a wrong one changes nothing and is logged once.</summary>
internal sealed partial class CertificateWatching(TlsCertificate certificate, ILogger<CertificateWatching> logger, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly ConfigurationWatch _watch = new(certificate.Files);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var guard = new RoundGuard("the look at the certificate's files", logger);
        using var timer = new PeriodicTimer(Between, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await guard.TryAsync(LookAsync, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private Task LookAsync(CancellationToken stoppingToken)
    {
        if (!_watch.HasSettledAnew())
            return Task.CompletedTask;
        if (!certificate.Renew().TryGet(out var isOther, out var failure))
            Log.Refused(logger, failure.Message);
        else if (isOther)
            Log.Renewed(logger, certificate.Files[0]);
        return Task.CompletedTask;
    }

    // Event ids 1050–1059 are this one's.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1050, Level = LogLevel.Information, Message = "the certificate of {Path} was renewed; new connections get it")]
        public static partial void Renewed(ILogger logger, string path);

        [LoggerMessage(EventId = 1051, Level = LogLevel.Error, Message = "certificate not renewed, the one before still counts: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
