using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Migrations;

/// <summary>The keys that are made at run time. Of their texts only hashes are here.</summary>
internal static class Schema3
{
    // Whoever changes a key, this program, its commands or a person with another tool, gives the stamp another value: running gateways look at it.
    private const string Tables = """
        CREATE TABLE keys (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            sha256 TEXT NOT NULL UNIQUE,
            scopes TEXT NOT NULL,
            models TEXT NOT NULL DEFAULT '[]',
            limits TEXT,
            budget TEXT,
            expires_at TEXT,
            enabled INTEGER NOT NULL DEFAULT 1,
            previous_sha256 TEXT,
            previous_until TEXT,
            created_at TEXT NOT NULL,
            rotated_at TEXT,
            revoked_at TEXT
        );
        CREATE TABLE keys_stamp (stamp TEXT NOT NULL);
        INSERT INTO keys_stamp VALUES (lower(hex(randomblob(16))));
        CREATE TRIGGER keys_added AFTER INSERT ON keys BEGIN UPDATE keys_stamp SET stamp = lower(hex(randomblob(16))); END;
        CREATE TRIGGER keys_changed AFTER UPDATE ON keys BEGIN UPDATE keys_stamp SET stamp = lower(hex(randomblob(16))); END;
        CREATE TRIGGER keys_removed AFTER DELETE ON keys BEGIN UPDATE keys_stamp SET stamp = lower(hex(randomblob(16))); END;
        """;

    public static void Apply(SqliteConnection connection) => Sql.Run(connection, null, Tables);
}
