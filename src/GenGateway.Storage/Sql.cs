using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage;

/// <summary>The few ways in which statements are run here.</summary>
/// <remarks>
/// Text goes in as UTF-8 bytes under a CAST and comes out as bytes: the driver would end a text at its first zero character, and clients may
/// send those.
/// </remarks>
internal static class Sql
{
    /// <summary>Runs statements without parameters.</summary>
    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "All statements are constants of this assembly.")]
    public static void Run(SqliteConnection connection, SqliteTransaction? transaction, string statements)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    /// <summary>A single number, or null.</summary>
    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "All statements are constants of this assembly.")]
    public static long? Number(SqliteConnection connection, SqliteTransaction? transaction, string statement)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statement;
        return command.ExecuteScalar() as long?;
    }

    /// <summary>The first column of every row.</summary>
    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "All statements are constants of this assembly.")]
    public static List<string> Texts(SqliteConnection connection, SqliteTransaction? transaction, string statement)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statement;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
            texts.Add(reader.GetString(0));
        return texts;
    }

    /// <summary>A text as a parameter; the statement casts it.</summary>
    public static object Value(string? text) => text is null ? DBNull.Value : Encoding.UTF8.GetBytes(text);

    /// <summary>A number as a parameter.</summary>
    public static object Value(long? number) => number is { } value ? value : DBNull.Value;

    /// <summary>A fraction as a parameter.</summary>
    public static object Value(double? number) => number is { } value ? value : DBNull.Value;

    /// <summary>Bytes as a parameter.</summary>
    public static object Value(ReadOnlyMemory<byte>? bytes) => bytes is { } value ? value.ToArray() : DBNull.Value;

    /// <summary>A text column whole, zero characters and all; what is no UTF-8 becomes U+FFFD.</summary>
    public static string Text(SqliteDataReader reader, int column) => OptionalText(reader, column) ?? "";

    /// <summary>A text column, or null.</summary>
    public static string? OptionalText(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(column));

    /// <summary>A number column, or null.</summary>
    public static long? OptionalNumber(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    /// <summary>A blob column, or null.</summary>
    public static ReadOnlyMemory<byte>? OptionalBytes(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? default(ReadOnlyMemory<byte>?) : reader.GetFieldValue<byte[]>(column);
}
