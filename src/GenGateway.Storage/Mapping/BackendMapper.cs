using GenGateway.Backends.Stored;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Mapping;

/// <summary>The tables <c>backends</c> and <c>draining_backends</c>.</summary>
internal static class BackendMapper
{
    public static IReadOnlyList<StoredBackend> List(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, type_group, json, created_at FROM backends ORDER BY created_at, name";
        using var reader = command.ExecuteReader();
        var backends = new List<StoredBackend>();
        while (reader.Read())
            backends.Add(new(Sql.Text(reader, 0), Sql.Text(reader, 1), Sql.Text(reader, 2), Times.Read(Sql.Text(reader, 3))));
        return backends;
    }

    /// <summary>Adds or replaces; one that is replaced keeps its place in the list.</summary>
    public static int Save(SqliteConnection connection, StoredBackend backend)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO backends (name, type_group, json, created_at)
            VALUES (CAST($name AS TEXT), CAST($group AS TEXT), CAST($json AS TEXT), $created)
            ON CONFLICT (name) DO UPDATE SET type_group = excluded.type_group, json = excluded.json
            """;
        command.Parameters.AddWithValue("$name", Sql.Value(backend.Name));
        command.Parameters.AddWithValue("$group", Sql.Value(backend.Group));
        command.Parameters.AddWithValue("$json", Sql.Value(backend.Json));
        command.Parameters.AddWithValue("$created", Times.Text(backend.CreatedAt));
        return command.ExecuteNonQuery();
    }

    public static bool Delete(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM backends WHERE name = CAST($name AS TEXT)";
        command.Parameters.AddWithValue("$name", Sql.Value(name));
        return command.ExecuteNonQuery() > 0;
    }

    public static IReadOnlyList<string> ListDraining(SqliteConnection connection) => Sql.Texts(connection, null, "SELECT name FROM draining_backends ORDER BY name");

    /// <summary>A row is a backend that drains.</summary>
    public static int SetDraining(SqliteConnection connection, string name, bool draining)
    {
        using var command = connection.CreateCommand();
        command.CommandText = draining
            ? "INSERT INTO draining_backends (name) VALUES (CAST($name AS TEXT)) ON CONFLICT (name) DO NOTHING"
            : "DELETE FROM draining_backends WHERE name = CAST($name AS TEXT)";
        command.Parameters.AddWithValue("$name", Sql.Value(name));
        return command.ExecuteNonQuery();
    }
}
