using System.Diagnostics.CodeAnalysis;

namespace GenGateway.Storage;

/// <summary>What <c>database.connection_string</c> says.</summary>
/// <param name="Path">The file's full path; empty in memory.</param>
/// <param name="Mode">How it is opened.</param>
public sealed record DatabaseUrl(string Path, DatabaseMode Mode)
{
    private const string Setting = "database.connection_string (DATABASE_CONNECTION_STRING)";
    private const string Example = "sqlite:file:data/database.db?mode=rwc";

    /// <summary>Whether nothing of it outlives the process.</summary>
    public bool IsMemory => Mode == DatabaseMode.Memory;

    /// <summary>Reads <c>sqlite:file:PATH?mode=rwc|rw|ro|memory</c>, <c>sqlite://PATH</c>, <c>sqlite:PATH</c> and <c>sqlite::memory:</c>.</summary>
    /// <param name="text">The setting. It may hold a password, which no problem repeats.</param>
    /// <param name="workingDirectory">What relative paths start from.</param>
    /// <param name="url">What it says.</param>
    /// <param name="problem">A sentence for the operator.</param>
    public static bool TryParse(string text, string workingDirectory, [NotNullWhen(true)] out DatabaseUrl? url, [NotNullWhen(false)] out string? problem)
    {
        (url, problem) = (null, null);
        if (IsScheme(text, "postgres:") || IsScheme(text, "postgresql:"))
            problem = $"{Setting} names a PostgreSQL server; this version stores in SQLite only. Write {Example}, and run one gateway per database file.";
        else if (!IsScheme(text, "sqlite:"))
            problem = $"{Setting} begins with no known scheme; write {Example}, sqlite://PATH, sqlite::memory: or sqlite:PATH.";
        else
            url = Parse(text["sqlite:".Length..], workingDirectory, out problem);
        return url is not null;
    }

    private static bool IsScheme(string text, string scheme) => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private static DatabaseUrl? Parse(string rest, string workingDirectory, out string? problem)
    {
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var options = question < 0 ? "" : rest[(question + 1)..];
        var path = Decode(Body(question < 0 ? rest : rest[..question]));
        if (!TryMode(options, out var mode, out problem))
            return null;
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            problem = $"{Setting} has a zero character (%00) in its path; write {Example}.";
            return null;
        }

        if (path == ":memory:" || mode == DatabaseMode.Memory)
            return new DatabaseUrl("", DatabaseMode.Memory);
        if (path.Length == 0)
        {
            problem = $"{Setting} has no path; write {Example}, or sqlite::memory: to keep nothing.";
            return null;
        }

        return new DatabaseUrl(System.IO.Path.GetFullPath(path, workingDirectory), mode);
    }

    /// <summary>The path behind <c>file:</c>, <c>//</c> or neither. Three slashes begin an absolute path, two a relative one.</summary>
    private static string Body(string text)
    {
        if (IsScheme(text, "file:"))
        {
            text = text["file:".Length..];
            // file:///data is absolute, file://localhost/data too; file:data and file:/data are as they look.
            if (text.StartsWith("//localhost/", StringComparison.OrdinalIgnoreCase))
                return text["//localhost".Length..];
        }

        return text.StartsWith("//", StringComparison.Ordinal) ? text[2..] : text;
    }

    private static string Decode(string path) => path.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(path) : path;

    private static bool TryMode(string options, out DatabaseMode mode, out string? problem)
    {
        (mode, problem) = (DatabaseMode.ReadWriteCreate, null);
        foreach (var option in options.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (option, "") : (option[..equals], option[(equals + 1)..]);
            // How connections share a cache is ours to say; files that name it keep working.
            if (name == "cache")
                continue;
            if (name != "mode")
            {
                problem = $"{Setting} has an option that is not known; only ?mode=rwc|rw|ro|memory is, as in {Example}.";
                return false;
            }

            switch (value)
            {
                case "rwc":
                    mode = DatabaseMode.ReadWriteCreate;
                    break;
                case "rw":
                    mode = DatabaseMode.ReadWrite;
                    break;
                case "ro":
                    mode = DatabaseMode.ReadOnly;
                    break;
                case "memory":
                    mode = DatabaseMode.Memory;
                    break;
                default:
                    problem = $"{Setting} has a mode that is not known; it is one of rwc, rw, ro, memory, as in {Example}.";
                    return false;
            }
        }

        return true;
    }
}
