using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Migrations;

/// <summary>The first schema. A predecessor's <c>transactions</c> table (id, prompt, response, model_name, created_at) is taken over, rows and ids kept.</summary>
internal static class Schema1
{
    private const string Predecessor = "transactions_of_predecessor";

    // What has a record_id already is found by created_at and then by it: an index of its own would cost every record a third of its writing.
    // Times are RFC 3339, UTC, milliseconds, always 24 characters: they sort as they follow one another, and people can read them.
    private const string Tables = """
        CREATE TABLE transactions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            record_id BLOB,
            request_id TEXT NOT NULL DEFAULT '',
            surface TEXT NOT NULL DEFAULT '',
            backend TEXT,
            model_name TEXT,
            "key" TEXT,
            status TEXT NOT NULL DEFAULT 'succeeded',
            prompt TEXT NOT NULL,
            response TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            prompt_tokens INTEGER,
            completion_tokens INTEGER,
            usage_source TEXT NOT NULL DEFAULT 'unknown',
            cost_usd REAL,
            error_code TEXT,
            duration_ms INTEGER,
            first_token_ms INTEGER,
            created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
        );
        CREATE INDEX transactions_by_time ON transactions (created_at, id, model_name, backend, "key", status);
        CREATE INDEX transactions_by_key ON transactions ("key", created_at, id);

        CREATE TABLE backends (
            name TEXT PRIMARY KEY,
            type_group TEXT NOT NULL,
            json TEXT NOT NULL,
            created_at TEXT NOT NULL
        );

        CREATE TABLE jobs (
            id TEXT PRIMARY KEY,
            status TEXT NOT NULL,
            surface TEXT NOT NULL,
            "key" TEXT,
            created_at TEXT NOT NULL,
            started_at TEXT,
            finished_at TEXT,
            expires_at TEXT,
            request BLOB NOT NULL,
            result_type TEXT,
            result BLOB,
            error BLOB
        );
        CREATE INDEX jobs_by_time ON jobs (created_at, id);
        CREATE INDEX jobs_by_key ON jobs ("key", created_at, id);
        CREATE INDEX jobs_by_expiry ON jobs (expires_at) WHERE expires_at IS NOT NULL;
        """;

    private const string TakeOver = $"""
        INSERT INTO transactions (id, prompt, response, model_name, created_at)
        SELECT id, CAST(prompt AS TEXT), CAST(response AS TEXT), model_name,
               COALESCE(strftime('%Y-%m-%dT%H:%M:%fZ', created_at), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
        FROM {Predecessor};
        DROP TABLE {Predecessor};
        """;

    private static readonly string[] PredecessorColumns = ["id", "prompt", "response", "model_name", "created_at"];

    public static void Apply(SqliteConnection connection)
    {
        var columns = Sql.Texts(connection, null, "SELECT name FROM pragma_table_info('transactions')");
        if (columns.Count > 0 && !columns.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(PredecessorColumns))
            throw new StoreRefusedException($"it has a table `transactions` with the columns {string.Join(", ", columns)}, which is neither this program's nor its predecessor's");
        if (columns.Count > 0)
            Sql.Run(connection, null, $"ALTER TABLE transactions RENAME TO {Predecessor}");
        Sql.Run(connection, null, Tables);
        if (columns.Count > 0)
            Sql.Run(connection, null, TakeOver);
    }
}
