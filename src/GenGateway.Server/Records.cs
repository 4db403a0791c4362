using GenGateway.Configuration;
using GenGateway.Recording;
using GenGateway.Storage;

namespace GenGateway.Server;

/// <summary>Opens the database that the configuration names, with its journal.</summary>
internal static class Records
{
    /// <exception cref="StoreRefusedException">It cannot be used; the message says why and what to do.</exception>
    /// <exception cref="JournalException">Its journal cannot be used; the same.</exception>
    public static SqliteRecords Open(GatewayConfig config, string workingDirectory, ILoggerFactory loggers, TimeProvider clock)
    {
        if (!DatabaseUrl.TryParse(config.Database.ConnectionString, workingDirectory, out var url, out var problem))
            throw new StoreRefusedException(problem);
        var records = config.Records;
        return SqliteRecords.Open(
            url,
            config.Database.MigrationMode,
            new SqliteOptions { Fsync = records.Fsync },
            folder => new JournalOptions(folder)
            {
                Fsync = records.Fsync,
                MaxBytes = records.JournalMaxBytes,
                OnFull = records.OnFull,
            },
            loggers,
            clock);
    }
}
