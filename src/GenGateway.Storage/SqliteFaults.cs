using Microsoft.Data.Sqlite;

namespace GenGateway.Storage;

/// <summary>What SQLite's result codes mean to an operator.</summary>
internal static class SqliteFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Io = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int NotDatabase = 26;

    /// <summary>Whether the row is at fault, and would be at every other try.</summary>
    public static bool IsRejection(SqliteException thrown) => thrown.SqliteErrorCode is TooBig or Constraint;

    /// <summary>Whether the connection may go on being used.</summary>
    public static bool KeepsConnection(SqliteException thrown) => thrown.SqliteErrorCode is Busy or Locked or Full || IsRejection(thrown);

    /// <summary>What is wrong with a file and what helps; no end stop.</summary>
    public static string Describe(SqliteException thrown) => thrown.SqliteErrorCode switch
    {
        Busy or Locked => "another program has it locked: stop that program, or give it another file",
        ReadOnly => "it cannot be written: correct the permissions of the file and its folder, or name another file",
        Io => $"reading or writing it failed ({thrown.Message}): look at the disk and its free space",
        Corrupt => "it is damaged: restore a copy of it, or move it away and a new one is made",
        Full => "its disk is full: make room",
        CannotOpen => "it cannot be opened: correct the permissions of the file and its folder, or name another file",
        NotDatabase => "it is no SQLite database: name another file, or move it away and a new one is made",
        _ => thrown.Message,
    };
}
