using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Migrations;

/// <summary>One step of the schema. Applied steps never change: a mistake is corrected by the next step.</summary>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="Name">For the schema table.</param>
/// <param name="Apply">The step, inside a transaction that is not its own.</param>
internal sealed record Migration(int Version, string Name, Action<SqliteConnection, SqliteTransaction> Apply);
