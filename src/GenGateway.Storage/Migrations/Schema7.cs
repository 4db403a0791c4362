using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Migrations;

/// <summary>The seventh schema: which backend keeps the conversation of a response; null: it is kept here.</summary>
internal static class Schema7
{
    public static void Apply(SqliteConnection connection) => Sql.Run(connection, null, "ALTER TABLE responses ADD COLUMN backend TEXT");
}
