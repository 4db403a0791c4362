namespace GenGateway.Configuration;

/// <summary>What cannot change while the program runs: a reload keeps the old value and says so.</summary>
/// <remarks>Pure.</remarks>
public static class RestartRules
{
    /// <summary><paramref name="next"/> with the old value of everything that needs a restart, and the names of what differed.</summary>
    public static (GatewayConfig Config, IReadOnlyList<string> Kept) Keep(GatewayConfig before, GatewayConfig next)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(next);
        var (was, server) = (before.Server, next.Server);
        (string Name, bool Differs)[] settings =
        [
            ("server.host", was.Host != server.Host),
            ("server.port", was.Port != server.Port),
            ("server.max_connections", was.MaxConnections != server.MaxConnections),
            ("server.max_body_bytes", was.MaxBodyBytes != server.MaxBodyBytes),
            ("server.header_timeout_secs", was.HeaderTimeout != server.HeaderTimeout),
            ("server.body_timeout_secs", was.BodyTimeout != server.BodyTimeout),
            ("server.drain_timeout_secs", was.DrainTimeout != server.DrainTimeout),
            ("server.inline_io", was.InlineIo != server.InlineIo),
            ("server.tls", was.Tls != server.Tls),
            ("engine", before.Engine != next.Engine),
            ("limits.answer_bytes", before.Limits.AnswerBytes != next.Limits.AnswerBytes),
            ("limits.event_bytes", before.Limits.EventBytes != next.Limits.EventBytes),
            ("listeners", !before.Listeners.Equals(next.Listeners)),
            ("api", before.Api != next.Api),
            ("metrics", before.Metrics != next.Metrics),
            ("database", before.Database != next.Database),
            ("storage.base_path", before.Storage.BasePath != next.Storage.BasePath),
            ("records.journal_max_mb", before.Records.JournalMaxBytes != next.Records.JournalMaxBytes),
            ("records.fsync", before.Records.Fsync != next.Records.Fsync),
            ("records.on_full", before.Records.OnFull != next.Records.OnFull),
            ("logging.output", !before.Logging.Outputs.Equals(next.Logging.Outputs)),
        ];
        var kept = next with
        {
            Server = server with
            {
                Host = was.Host,
                Port = was.Port,
                MaxConnections = was.MaxConnections,
                MaxBodyBytes = was.MaxBodyBytes,
                HeaderTimeout = was.HeaderTimeout,
                BodyTimeout = was.BodyTimeout,
                DrainTimeout = was.DrainTimeout,
                InlineIo = was.InlineIo,
                Tls = was.Tls,
            },
            Engine = before.Engine,
            Limits = next.Limits with { AnswerBytes = before.Limits.AnswerBytes, EventBytes = before.Limits.EventBytes },
            Listeners = before.Listeners,
            Api = before.Api,
            Metrics = before.Metrics,
            Database = before.Database,
            Storage = next.Storage with { BasePath = before.Storage.BasePath },
            Records = before.Records with { Text = next.Records.Text },
            Logging = next.Logging with { Outputs = before.Logging.Outputs },
        };
        return (kept, [.. settings.Where(setting => setting.Differs).Select(setting => setting.Name)]);
    }
}
