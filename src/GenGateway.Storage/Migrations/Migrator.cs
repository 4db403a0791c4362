using System.Globalization;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Migrations;

/// <summary>Brings a database to the schema of this program, step by step, each in a transaction: half a step does not exist.</summary>
internal static class Migrator
{
    private const string SchemaTable = """
        CREATE TABLE IF NOT EXISTS gengateway_schema (
            version INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            applied_at TEXT NOT NULL
        )
        """;

    private const string DropTables = """
        DROP TABLE IF EXISTS transactions;
        DROP TABLE IF EXISTS backends;
        DROP TABLE IF EXISTS draining_backends;
        DROP TABLE IF EXISTS jobs;
        DROP TABLE IF EXISTS responses;
        DROP TABLE IF EXISTS response_sizes;
        DROP TABLE IF EXISTS response_sums;
        DROP TABLE IF EXISTS keys;
        DROP TABLE IF EXISTS keys_stamp;
        DROP TABLE IF EXISTS gengateway_schema;
        """;

    /// <summary>Every step, in order.</summary>
    public static IReadOnlyList<Migration> Steps { get; } =
    [
        new(1, "transactions, backends, jobs", Schema1.Apply),
        new(2, "draining backends", Schema2.Apply),
        new(3, "keys", Schema3.Apply),
        new(4, "decisions of transactions", Schema4.Apply),
        new(5, "responses", Schema5.Apply),
        new(6, "sizes of responses", Schema6.Apply),
        new(7, "responses that a backend keeps", Schema7.Apply),
    ];

    /// <summary>Takes the gateway's tables away. Others in the same file stay.</summary>
    public static void Drop(SqliteConnection connection) => Sql.Transact(connection, () => Sql.Run(connection, null, DropTables));

    /// <summary>Applies what is missing. Two gateways that start at once do it one after the other.</summary>
    /// <exception cref="StoreRefusedException">The schema is newer than this program, or a table is somebody else's.</exception>
    public static void Migrate(SqliteConnection connection, TimeProvider clock, IReadOnlyList<Migration> steps)
    {
        var isDone = false;
        while (!isDone)
            Sql.Transact(connection, () => isDone = Step(connection, clock, steps));
    }

    /// <returns>Whether there was nothing left to do.</returns>
    private static bool Step(SqliteConnection connection, TimeProvider clock, IReadOnlyList<Migration> steps)
    {
        Sql.Run(connection, null, SchemaTable);
        var version = (int)(Sql.Number(connection, null, "SELECT MAX(version) FROM gengateway_schema") ?? 0);
        if (version > steps[^1].Version)
            throw new StoreRefusedException($"its schema has version {version}, and this program knows {steps[^1].Version}: a newer gengateway has used it; run that one, or restore the copy from before");
        if (version == steps[^1].Version)
            return true;
        var next = steps[version];
        next.Apply(connection);
        var at = Times.Text(clock.GetUtcNow());
        Sql.Run(connection, null, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO gengateway_schema (version, name, applied_at) VALUES ({next.Version}, '{next.Name}', '{at}')"));
        return false;
    }
}
