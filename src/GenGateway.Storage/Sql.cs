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

    /// <summary>Does work in a transaction that may write: all of it stays, or nothing.</summary>
    /// <remarks>
    /// The driver's own transaction does not survive a full disk: SQLite rolls back by itself then, the driver rolls back once more, and that error hides
    /// the cause and leaves the connection with a transaction that never ends.
    /// </remarks>
    /// <exception cref="SqliteException">What failed; nothing of the work stays.</exception>
    public static void Transact(SqliteConnection connection, Action work)
    {
        // Immediate: nothing that was read in it can change before the commit.
        Run(connection, null, "BEGIN IMMEDIATE");
        try
        {
            work();
            Run(connection, null, "COMMIT");
        }
        catch (Exception)
        {
            RollBack(connection);
            throw;
        }
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

    private static void RollBack(SqliteConnection connection)
    {
        // Outside of a transaction already: SQLite rolled back by itself.
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle!) != 0)
            return;
        try
        {
            Run(connection, null, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // The cause is what counts; a connection that keeps its transaction fails at the next one, and is closed.
        }
    }
}
