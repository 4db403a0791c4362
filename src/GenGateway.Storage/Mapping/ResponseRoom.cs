using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Mapping;

/// <summary>Makes room for a response: the oldest of its key go, then the oldest of all.</summary>
internal static class ResponseRoom
{
    /// <param name="connection">In the transaction in which the response was added.</param>
    /// <param name="id">The response, which stays.</param>
    /// <param name="key">Whose it is; null: nobody's in particular.</param>
    /// <param name="caps">What may be kept.</param>
    public static void Make(SqliteConnection connection, string id, string? key, ResponseCaps caps)
    {
        Make(
            connection,
            """SELECT bytes FROM response_sums WHERE whose = COALESCE('key ' || CAST($key AS TEXT), 'nobody')""",
            """SELECT id FROM response_sizes WHERE "key" IS CAST($key AS TEXT) AND id <> CAST($id AS TEXT) ORDER BY created_at, id LIMIT 1""",
            caps.OfKey);
        Make(
            connection,
            "SELECT bytes FROM response_sums WHERE whose = 'all'",
            "SELECT id FROM response_sizes WHERE id <> CAST($id AS TEXT) ORDER BY created_at, id LIMIT 1",
            caps.OfAll);

        void Make(SqliteConnection connection, string sum, string oldest, long most)
        {
            using var kept = Command(sum);
            using var forget = Command($"DELETE FROM responses WHERE id = ({oldest})");
            while (kept.ExecuteScalar() is long bytes && bytes > most && forget.ExecuteNonQuery() > 0)
            {
            }
        }

        SqliteCommand Command(string text)
        {
            var command = connection.CreateCommand();
            command.CommandText = text;
            command.Parameters.AddWithValue("$id", Sql.Value(id));
            command.Parameters.AddWithValue("$key", Sql.Value(key));
            return command;
        }
    }
}
