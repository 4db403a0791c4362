using System.Diagnostics.CodeAnalysis;
using GenGateway.Scheduling.Jobs;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Mapping;

/// <summary>The table <c>jobs</c>.</summary>
internal static class JobMapper
{
    private const string Columns = """id, status, surface, "key", created_at, started_at, finished_at, expires_at, request, result_type, result, error""";
    // A page of them: each body may be as large as an answer may be.
    private const string WithoutBodies = """id, status, surface, "key", created_at, started_at, finished_at, expires_at, NULL, result_type, NULL, error""";
    private const string Final = "('succeeded', 'failed', 'cancelled')";

    // What never changes after the first save is not in the update.
    private const string Upsert = $"""
        INSERT INTO jobs ({Columns})
        VALUES (CAST($id AS TEXT), $status, CAST($surface AS TEXT), CAST($key AS TEXT), $created, $started, $finished, $expires, $request, CAST($type AS TEXT), $result, $error)
        ON CONFLICT (id) DO UPDATE SET status = excluded.status, started_at = excluded.started_at, finished_at = excluded.finished_at,
            expires_at = excluded.expires_at, result_type = excluded.result_type, result = excluded.result, error = excluded.error
        WHERE jobs.status NOT IN {Final}
        """;

    /// <returns>False: the stored job is final.</returns>
    public static bool Save(SqliteConnection connection, StoredJob job)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Upsert;
        command.Parameters.AddWithValue("$id", Sql.Value(job.Id));
        command.Parameters.AddWithValue("$status", Words.Of(job.Status));
        command.Parameters.AddWithValue("$surface", Sql.Value(job.Surface));
        command.Parameters.AddWithValue("$key", Sql.Value(job.Key));
        command.Parameters.AddWithValue("$created", Times.Text(job.CreatedAt));
        command.Parameters.AddWithValue("$started", Time(job.StartedAt));
        command.Parameters.AddWithValue("$finished", Time(job.FinishedAt));
        command.Parameters.AddWithValue("$expires", Time(job.ExpiresAt));
        command.Parameters.AddWithValue("$request", Sql.Value(job.Request));
        command.Parameters.AddWithValue("$type", Sql.Value(job.ResultType));
        command.Parameters.AddWithValue("$result", Sql.Value(job.Result));
        command.Parameters.AddWithValue("$error", Sql.Value(job.Error));
        return command.ExecuteNonQuery() > 0;
    }

    public static StoredJob? Find(SqliteConnection connection, string id)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM jobs WHERE id = CAST($id AS TEXT)";
        command.Parameters.AddWithValue("$id", Sql.Value(id));
        using var reader = command.ExecuteReader();
        return reader.Read() ? Read(reader) : null;
    }

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Put together from constants; values are parameters.")]
    public static IReadOnlyList<StoredJob> List(SqliteConnection connection, string? key, JobStatus? status, string? after, int limit)
    {
        using var command = connection.CreateCommand();
        var statement = $"SELECT {WithoutBodies} FROM jobs WHERE 1 = 1";
        Add(""" AND "key" = CAST($key AS TEXT)""", "$key", key is null ? null : Sql.Value(key));
        Add(" AND status = $status", "$status", status is { } wanted ? Words.Of(wanted) : null);
        Add(" AND (created_at, id) < (SELECT created_at, id FROM jobs WHERE id = CAST($after AS TEXT))", "$after", after is null ? null : Sql.Value(after));
        command.Parameters.AddWithValue("$limit", limit);
        command.CommandText = statement + " ORDER BY created_at DESC, id DESC LIMIT $limit";
        using var reader = command.ExecuteReader();
        var jobs = new List<StoredJob>();
        while (reader.Read())
            jobs.Add(Read(reader));
        return jobs;

        void Add(string condition, string name, object? value)
        {
            if (value is null)
                return;
            statement += condition;
            command.Parameters.AddWithValue(name, value);
        }
    }

    public static IReadOnlyList<ReadOnlyMemory<byte>> ListResults(SqliteConnection connection, string surface, int mostBytes, DateTimeOffset now)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT result FROM jobs WHERE substr(surface, 1, length($surface)) = $surface AND result IS NOT NULL AND length(result) <= $most AND expires_at > $now";
        command.Parameters.AddWithValue("$surface", surface);
        command.Parameters.AddWithValue("$most", mostBytes);
        command.Parameters.AddWithValue("$now", Times.Text(now));
        using var reader = command.ExecuteReader();
        var results = new List<ReadOnlyMemory<byte>>();
        while (reader.Read())
            results.Add(Sql.OptionalBytes(reader, 0)!.Value);
        return results;
    }

    public static int ForgetExpired(SqliteConnection connection, DateTimeOffset now)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"DELETE FROM jobs WHERE expires_at <= $now AND status IN {Final}";
        command.Parameters.AddWithValue("$now", Times.Text(now));
        return command.ExecuteNonQuery();
    }

    private static object Time(DateTimeOffset? time) => time is { } value ? Times.Text(value) : DBNull.Value;

    private static DateTimeOffset? Time(SqliteDataReader row, int column) => Sql.OptionalText(row, column) is { } text ? Times.Read(text) : null;

    private static StoredJob Read(SqliteDataReader row) => new()
    {
        Id = Sql.Text(row, 0),
        Status = Words.Job(Sql.Text(row, 1)),
        Surface = Sql.Text(row, 2),
        Key = Sql.OptionalText(row, 3),
        CreatedAt = Times.Read(Sql.Text(row, 4)),
        StartedAt = Time(row, 5),
        FinishedAt = Time(row, 6),
        ExpiresAt = Time(row, 7),
        Request = Sql.OptionalBytes(row, 8) ?? default,
        ResultType = Sql.OptionalText(row, 9),
        Result = Sql.OptionalBytes(row, 10),
        Error = Sql.OptionalBytes(row, 11),
    };
}
