using System.Buffers;
using System.Text;
using System.Text.Json;
using GenGateway.Admission.Keys;
using GenGateway.Errors;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Mapping;

/// <summary>The table <c>keys</c>.</summary>
internal static class KeyMapper
{
    private const string Columns = "id, name, sha256, scopes, models, limits, budget, expires_at, enabled, previous_sha256, previous_until, created_at, rotated_at, revoked_at";

    public static StoredKeys List(SqliteConnection connection)
    {
        // The stamp first: a change in between gives the next look another one, and is seen then.
        var stamp = Stamp(connection);
        return new StoredKeys(stamp, All(connection));
    }

    public static string Stamp(SqliteConnection connection) => Sql.Texts(connection, null, "SELECT stamp FROM keys_stamp") is [var stamp, ..] ? stamp : "";

    /// <summary>Decides and writes in one transaction.</summary>
    public static Outcome<StoredKey> Change(SqliteConnection connection, Func<IReadOnlyList<StoredKey>, Outcome<StoredKey>> decide)
    {
        Outcome<StoredKey> decided = default;
        Sql.Transact(connection, () =>
        {
            decided = decide(All(connection));
            if (decided.TryGet(out var key, out _))
                Save(connection, key);
        });
        return decided;
    }

    private static List<StoredKey> All(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM keys ORDER BY created_at, id";
        using var reader = command.ExecuteReader();
        var keys = new List<StoredKey>();
        while (reader.Read())
            keys.Add(Read(reader));
        return keys;
    }

    private static StoredKey Read(SqliteDataReader reader) => new()
    {
        Id = Sql.Text(reader, 0),
        Name = Sql.Text(reader, 1),
        Sha256 = Sql.Text(reader, 2),
        Scopes = Texts(Sql.Text(reader, 3)),
        Models = Texts(Sql.Text(reader, 4)),
        Limits = Sql.OptionalText(reader, 5),
        Budget = Sql.OptionalText(reader, 6),
        Expires = Time(reader, 7),
        Enabled = Sql.OptionalNumber(reader, 8) != 0,
        PreviousSha256 = Sql.OptionalText(reader, 9),
        PreviousUntil = Time(reader, 10),
        CreatedAt = Times.Read(Sql.Text(reader, 11)),
        RotatedAt = Time(reader, 12),
        RevokedAt = Time(reader, 13),
    };

    private static void Save(SqliteConnection connection, StoredKey key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            INSERT INTO keys ({Columns})
            VALUES ($id, CAST($name AS TEXT), $sha256, CAST($scopes AS TEXT), CAST($models AS TEXT), CAST($limits AS TEXT), CAST($budget AS TEXT),
                    $expires, $enabled, $previous, $until, $created, $rotated, $revoked)
            ON CONFLICT (id) DO UPDATE SET sha256 = excluded.sha256, scopes = excluded.scopes, models = excluded.models, limits = excluded.limits, budget = excluded.budget,
                expires_at = excluded.expires_at, enabled = excluded.enabled, previous_sha256 = excluded.previous_sha256, previous_until = excluded.previous_until,
                rotated_at = excluded.rotated_at, revoked_at = excluded.revoked_at
            """;
        var parameters = command.Parameters;
        parameters.AddWithValue("$id", key.Id);
        parameters.AddWithValue("$name", Sql.Value(key.Name));
        parameters.AddWithValue("$sha256", key.Sha256);
        parameters.AddWithValue("$scopes", Sql.Value(Json(key.Scopes)));
        parameters.AddWithValue("$models", Sql.Value(Json(key.Models)));
        parameters.AddWithValue("$limits", Sql.Value(key.Limits));
        parameters.AddWithValue("$budget", Sql.Value(key.Budget));
        parameters.AddWithValue("$expires", Time(key.Expires));
        parameters.AddWithValue("$enabled", key.Enabled ? 1 : 0);
        parameters.AddWithValue("$previous", (object?)key.PreviousSha256 ?? DBNull.Value);
        parameters.AddWithValue("$until", Time(key.PreviousUntil));
        parameters.AddWithValue("$created", Times.Text(key.CreatedAt));
        parameters.AddWithValue("$rotated", Time(key.RotatedAt));
        parameters.AddWithValue("$revoked", Time(key.RevokedAt));
        command.ExecuteNonQuery();
    }

    private static object Time(DateTimeOffset? time) => time is { } at ? Times.Text(at) : DBNull.Value;

    private static DateTimeOffset? Time(SqliteDataReader reader, int column) => Sql.OptionalText(reader, column) is { } text ? Times.Read(text) : null;

    private static string Json(IReadOnlyList<string> texts)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartArray();
            foreach (var text in texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    // What somebody else wrote there and is no list of texts allows nothing: a scope or model of that name does not exist.
    private static string[] Texts(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(static text => text.GetString() ?? "")];
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return [""];
        }
    }
}
