using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Migrations;

/// <summary>The second schema: backends of whichever origin that are to be given nothing new.</summary>
internal static class Schema2
{
    public static void Apply(SqliteConnection connection) => Sql.Run(connection, null, "CREATE TABLE draining_backends (name TEXT PRIMARY KEY)");
}
