using System.Diagnostics.CodeAnalysis;
using System.Text;
using GenGateway.Recording;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Mapping;

/// <summary>Reads the table <c>transactions</c>, and adds what clients post.</summary>
internal static class TransactionMapper
{
    private const string Columns = """
        id, prompt, response, created_at, request_id, surface, backend, model_name, "key", status, attempts, prompt_tokens, completion_tokens,
        usage_source, cost_usd, error_code, duration_ms, first_token_ms, decision
        """;

    private const string Insert = """
        INSERT INTO transactions (request_id, surface, model_name, "key", status, prompt, response, created_at)
        VALUES (CAST($request AS TEXT), CAST($surface AS TEXT), CAST($model AS TEXT), CAST($key AS TEXT), 'succeeded', CAST($prompt AS TEXT), CAST($response AS TEXT), $created)
        """;

    /// <summary>One page. The rows are found in an index alone; only those of the page are read.</summary>
    public static TransactionPage List(SqliteConnection connection, TransactionQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, TransactionQuery.MostLimit);
        // One snapshot for rows and total.
        using var transaction = connection.BeginTransaction(deferred: true);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        var filter = Filter(command, query);
        var total = Total(command, filter);
        var place = "";
        if (query.Cursor is { } cursor)
        {
            place = (filter.Length == 0 ? " WHERE " : " AND ") + "(created_at, id) < ($at, $after)";
            command.Parameters.AddWithValue("$at", Times.Text(DateTimeOffset.FromUnixTimeMilliseconds(cursor.Created)));
            command.Parameters.AddWithValue("$after", cursor.Id);
        }

        command.Parameters.AddWithValue("$limit", limit + 1);
        var rows = Rows(command, $"SELECT {Columns} FROM transactions WHERE id IN (SELECT id FROM transactions{filter}{place} ORDER BY created_at DESC, id DESC LIMIT $limit) ORDER BY created_at DESC, id DESC");
        if (rows.Count <= limit)
            return new TransactionPage(rows, total, null);
        rows.RemoveAt(limit);
        return new TransactionPage(rows, total, TransactionCursor.After(rows[^1]));
    }

    /// <summary>One, or null.</summary>
    public static Transaction? Find(SqliteConnection connection, long id)
    {
        using var command = connection.CreateCommand();
        command.Parameters.AddWithValue("$id", id);
        return Rows(command, $"SELECT {Columns} FROM transactions WHERE id = $id").FirstOrDefault();
    }

    /// <summary>What a key's transactions cost together.</summary>
    public static double Cost(SqliteConnection connection, string key, DateTimeOffset since, DateTimeOffset until)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(SUM(cost_usd), 0.0) FROM transactions WHERE \"key\" = CAST($key AS TEXT) AND created_at >= $since AND created_at < $until";
        command.Parameters.AddWithValue("$key", Sql.Value(key));
        command.Parameters.AddWithValue("$since", Times.Text(since));
        command.Parameters.AddWithValue("$until", Times.Text(until));
        return (double)command.ExecuteScalar()!;
    }

    /// <summary>Adds a transaction that a client brings.</summary>
    /// <remarks>
    /// The commit is a statement of its own: one that SQLite makes by itself at the end of <c>INSERT … RETURNING</c> fails where the driver resets the
    /// statement, and the driver says nothing of that. A full disk would pass for a row that was kept.
    /// </remarks>
    /// <exception cref="SqliteException">It is not kept.</exception>
    public static Transaction Add(SqliteConnection connection, NewTransaction added, DateTimeOffset now)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Insert;
        var at = Times.Text(now);
        command.Parameters.AddWithValue("$request", Sql.Value(added.RequestId));
        command.Parameters.AddWithValue("$surface", Sql.Value("transactions"));
        command.Parameters.AddWithValue("$model", Sql.Value(added.ModelName));
        command.Parameters.AddWithValue("$key", Sql.Value(added.Key));
        command.Parameters.AddWithValue("$prompt", Sql.Value(added.Prompt));
        command.Parameters.AddWithValue("$response", Sql.Value(added.Response));
        command.Parameters.AddWithValue("$created", at);
        var id = 0L;
        Sql.Transact(connection, () =>
        {
            command.ExecuteNonQuery();
            id = SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Handle);
        });
        return new Transaction
        {
            Id = id,
            Prompt = added.Prompt,
            Response = added.Response,
            ModelName = added.ModelName,
            Key = added.Key,
            RequestId = added.RequestId,
            Surface = "transactions",
            CreatedAt = Times.Read(at),
        };
    }

    private static string Filter(SqliteCommand command, TransactionQuery query)
    {
        var where = new StringBuilder();
        Add("model_name = CAST($model AS TEXT)", "$model", query.Model is null ? null : Sql.Value(query.Model));
        Add("backend = CAST($backend AS TEXT)", "$backend", query.Backend is null ? null : Sql.Value(query.Backend));
        Add("\"key\" = CAST($key AS TEXT)", "$key", query.Key is null ? null : Sql.Value(query.Key));
        Add("status = $status", "$status", query.Status is { } status ? Words.Of(status) : null);
        Add("created_at >= $since", "$since", query.Since is { } since ? Times.Text(since) : null);
        Add("created_at < $until", "$until", query.Until is { } until ? Times.Text(until) : null);
        return where.ToString();

        void Add(string condition, string name, object? value)
        {
            if (value is null)
                return;
            where.Append(where.Length == 0 ? " WHERE " : " AND ").Append(condition);
            command.Parameters.AddWithValue(name, value);
        }
    }

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Put together from constants; values are parameters.")]
    private static long Total(SqliteCommand command, string filter)
    {
        command.CommandText = "SELECT COUNT(*) FROM transactions" + filter;
        return (long)command.ExecuteScalar()!;
    }

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Put together from constants; values are parameters.")]
    private static List<Transaction> Rows(SqliteCommand command, string statement)
    {
        command.CommandText = statement;
        using var reader = command.ExecuteReader();
        var rows = new List<Transaction>();
        while (reader.Read())
            rows.Add(Read(reader));
        return rows;
    }

    private static Transaction Read(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Prompt = Sql.Text(row, 1),
        Response = Sql.Text(row, 2),
        CreatedAt = Times.Read(Sql.Text(row, 3)),
        RequestId = Sql.Text(row, 4),
        Surface = Sql.Text(row, 5),
        Backend = Sql.OptionalText(row, 6),
        ModelName = Sql.OptionalText(row, 7),
        Key = Sql.OptionalText(row, 8),
        Status = Words.Status(Sql.Text(row, 9)),
        Attempts = row.GetInt32(10),
        PromptTokens = (int?)Sql.OptionalNumber(row, 11),
        CompletionTokens = (int?)Sql.OptionalNumber(row, 12),
        Source = Words.Source(Sql.Text(row, 13)),
        CostUsd = row.IsDBNull(14) ? null : row.GetDouble(14),
        ErrorCode = Sql.OptionalText(row, 15),
        DurationMs = Sql.OptionalNumber(row, 16),
        FirstTokenMs = Sql.OptionalNumber(row, 17),
        Decision = Sql.OptionalText(row, 18),
    };
}
