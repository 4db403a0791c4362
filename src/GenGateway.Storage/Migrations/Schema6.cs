using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Migrations;

/// <summary>The sixth schema: how much room kept responses take, so that the oldest can go when it is too much.</summary>
internal static class Schema6
{
    // Kept by triggers, so that whoever adds or deletes responses, this program or a person with another tool, leaves the sums right. A table of its own: the
    // oldest are found and counted without a look at what they hold.
    private const string Tables = """
        CREATE TABLE response_sizes (
            id TEXT PRIMARY KEY,
            "key" TEXT,
            created_at TEXT NOT NULL,
            bytes INTEGER NOT NULL
        );
        CREATE INDEX response_sizes_by_time ON response_sizes (created_at, id);
        CREATE INDEX response_sizes_by_key ON response_sizes ("key", created_at, id);
        CREATE TABLE response_sums (whose TEXT PRIMARY KEY, bytes INTEGER NOT NULL);
        INSERT INTO response_sums VALUES ('all', 0);

        CREATE TRIGGER response_sizes_added AFTER INSERT ON response_sizes BEGIN
            INSERT INTO response_sums SELECT COALESCE('key ' || NEW."key", 'nobody'), 0
                WHERE NOT EXISTS (SELECT 1 FROM response_sums WHERE whose = COALESCE('key ' || NEW."key", 'nobody'));
            UPDATE response_sums SET bytes = bytes + NEW.bytes WHERE whose IN ('all', COALESCE('key ' || NEW."key", 'nobody'));
        END;
        CREATE TRIGGER response_sizes_removed AFTER DELETE ON response_sizes BEGIN
            UPDATE response_sums SET bytes = bytes - OLD.bytes WHERE whose IN ('all', COALESCE('key ' || OLD."key", 'nobody'));
            DELETE FROM response_sums WHERE whose = COALESCE('key ' || OLD."key", 'nobody') AND bytes = 0;
        END;
        INSERT INTO response_sizes SELECT id, "key", created_at, length(conversation) + length(response) FROM responses;

        CREATE TRIGGER responses_added AFTER INSERT ON responses BEGIN
            INSERT INTO response_sizes VALUES (NEW.id, NEW."key", NEW.created_at, length(NEW.conversation) + length(NEW.response));
        END;
        CREATE TRIGGER responses_changed AFTER UPDATE ON responses BEGIN
            DELETE FROM response_sizes WHERE id = OLD.id;
            INSERT INTO response_sizes VALUES (NEW.id, NEW."key", NEW.created_at, length(NEW.conversation) + length(NEW.response));
        END;
        CREATE TRIGGER responses_removed AFTER DELETE ON responses BEGIN
            DELETE FROM response_sizes WHERE id = OLD.id;
        END;
        """;

    public static void Apply(SqliteConnection connection) => Sql.Run(connection, null, Tables);
}
