using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Migrations;

/// <summary>The fourth schema: which attempts a transaction took, where it took more than one or failed; null else, so that the usual row grows by nothing.</summary>
internal static class Schema4
{
    public static void Apply(SqliteConnection connection) => Sql.Run(connection, null, "ALTER TABLE transactions ADD COLUMN decision TEXT");
}
