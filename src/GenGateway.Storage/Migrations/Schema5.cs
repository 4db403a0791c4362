using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Migrations;

/// <summary>The fifth schema: responses that are kept to be read again and gone on from.</summary>
internal static class Schema5
{
    private const string Tables = """
        CREATE TABLE responses (
            id TEXT PRIMARY KEY,
            "key" TEXT,
            created_at TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            conversation BLOB NOT NULL,
            response BLOB NOT NULL
        );
        CREATE INDEX responses_expires_at ON responses (expires_at);
        """;

    public static void Apply(SqliteConnection connection) => Sql.Run(connection, null, Tables);
}
