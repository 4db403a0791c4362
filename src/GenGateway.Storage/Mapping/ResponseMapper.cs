using GenGateway.Surfaces.Responses;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Mapping;

/// <summary>The table <c>responses</c>.</summary>
internal static class ResponseMapper
{
    /// <summary>Adds one. Some servers draw their ids from few: the newer one of the same key takes the place, another key's stays as it is.</summary>
    public static int Save(SqliteConnection connection, StoredResponse response)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO responses (id, "key", created_at, expires_at, conversation, response, backend)
            VALUES (CAST($id AS TEXT), CAST($key AS TEXT), $created, $expires, $conversation, $response, CAST($backend AS TEXT))
            ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at, expires_at = excluded.expires_at, conversation = excluded.conversation,
                response = excluded.response, backend = excluded.backend
            WHERE responses."key" IS excluded."key"
            """;
        command.Parameters.AddWithValue("$id", Sql.Value(response.Id));
        command.Parameters.AddWithValue("$key", Sql.Value(response.Key));
        command.Parameters.AddWithValue("$created", Times.Text(response.CreatedAt));
        command.Parameters.AddWithValue("$expires", Times.Text(response.ExpiresAt));
        command.Parameters.AddWithValue("$conversation", response.Conversation.ToArray());
        command.Parameters.AddWithValue("$response", response.Response.ToArray());
        command.Parameters.AddWithValue("$backend", Sql.Value(response.Backend));
        return command.ExecuteNonQuery();
    }

    public static StoredResponse? Find(SqliteConnection connection, string id)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT id, "key", created_at, expires_at, conversation, response, backend FROM responses WHERE id = CAST($id AS TEXT)""";
        command.Parameters.AddWithValue("$id", Sql.Value(id));
        using var row = command.ExecuteReader();
        return row.Read()
            ? new StoredResponse(Sql.Text(row, 0), Sql.OptionalText(row, 1), Times.Read(Sql.Text(row, 2)), Times.Read(Sql.Text(row, 3)), Sql.OptionalBytes(row, 4) ?? default, Sql.OptionalBytes(row, 5) ?? default) { Backend = Sql.OptionalText(row, 6) }
            : null;
    }

    public static ReadOnlyMemory<byte>? FindAnswer(SqliteConnection connection, string id, string? key, DateTimeOffset now)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT response FROM responses WHERE id = CAST($id AS TEXT) AND "key" IS CAST($key AS TEXT) AND expires_at > $now""";
        Name(command, id, key, now);
        using var row = command.ExecuteReader();
        return row.Read() ? Sql.OptionalBytes(row, 0) : null;
    }

    public static bool Delete(SqliteConnection connection, string id, string? key, DateTimeOffset now)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """DELETE FROM responses WHERE id = CAST($id AS TEXT) AND "key" IS CAST($key AS TEXT) AND expires_at > $now""";
        Name(command, id, key, now);
        return command.ExecuteNonQuery() > 0;
    }

    public static int ForgetExpired(SqliteConnection connection, DateTimeOffset now)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM responses WHERE expires_at <= $now";
        command.Parameters.AddWithValue("$now", Times.Text(now));
        return command.ExecuteNonQuery();
    }

    private static void Name(SqliteCommand command, string id, string? key, DateTimeOffset now)
    {
        command.Parameters.AddWithValue("$id", Sql.Value(id));
        command.Parameters.AddWithValue("$key", Sql.Value(key));
        command.Parameters.AddWithValue("$now", Times.Text(now));
    }
}
