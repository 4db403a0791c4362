using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using GenGateway.Configuration;
using GenGateway.Recording;
using GenGateway.Storage;
using GenGateway.Tests.Recording;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Storage;

/// <summary>This test program as a child that records until it is killed, and says on its output which settlement is written.</summary>
internal static class KilledWriter
{
    public const string Variable = "GENGATEWAY_TESTS_RECORD_INTO";

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "A test program: its own entry point is the runner's.")]
    internal static void RunIfChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
            RecordUntilKilled(path);
    }

    private static void RecordUntilKilled(string path)
    {
        var records = SqliteRecords.Open(
            new DatabaseUrl(path, DatabaseMode.ReadWriteCreate),
            MigrationMode.CreateIfNotExists,
            new SqliteOptions(),
            static folder => new JournalOptions(folder) { SegmentBytes = 20_000 },
            NullLoggerFactory.Instance,
            TimeProvider.System);
        records.Writer.Start();
        using var output = Console.OpenStandardOutput();
        for (var i = 0; ; i++)
        {
            var id = records.Journal.NextId();
            records.Journal.Reserve(Texts.Reservation(id, $"prompt {i}"), out _);
            // Every tenth stays open, as a stream would whose client still reads.
            if (i % 10 == 9)
                continue;
            if (records.Journal.Settle(Texts.Settlement(id, $"response {i}")))
                output.Write(System.Text.Encoding.ASCII.GetBytes($"{i}\n"));
        }
    }
}
