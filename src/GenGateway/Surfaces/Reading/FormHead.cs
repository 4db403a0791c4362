using System.Text;

namespace GenGateway.Surfaces.Reading;

/// <summary>The head of one field of a form.</summary>
internal static class FormHead
{
    /// <summary>Looks for the field's name.</summary>
    /// <param name="head">Its lines.</param>
    /// <param name="name">As the client wrote it.</param>
    /// <param name="isFile">Whether it has a file's name.</param>
    /// <returns>False: there is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> head, out string name, out bool isFile)
    {
        (name, isFile) = ("", false);
        foreach (var line in Encoding.UTF8.GetString(head).Split("\r\n"))
        {
            if (!line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase))
                continue;
            if (Parameter(line, "name") is not { Length: > 0 } found)
                return false;
            name = found;
            isFile = Parameter(line, "filename") is not null || Parameter(line, "filename*") is not null;
            return true;
        }

        return false;
    }

    private static string? Parameter(string line, string name)
    {
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var rest = semicolon < 0 ? default : line.AsSpan(semicolon);
        while ((rest = rest.TrimStart("; \t")).IndexOf('=') is > 0 and var equals)
        {
            var isWanted = rest[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
            rest = rest[(equals + 1)..].TrimStart();
            var value = Value(rest, out var length);
            if (isWanted)
                return value;
            rest = rest[length..];
        }

        return null;
    }

    // A quoted value may hold a semicolon; browsers write a quote in it as %22 or behind a backslash.
    private static string Value(ReadOnlySpan<char> rest, out int length)
    {
        if (rest is not ['"', ..])
        {
            var end = rest.IndexOf(';');
            length = end < 0 ? rest.Length : end;
            return rest[..length].Trim().ToString();
        }

        var text = new StringBuilder();
        for (length = 1; length < rest.Length && rest[length] != '"'; length++)
        {
            if (rest[length] == '\\' && length + 1 < rest.Length && rest[length + 1] is '"' or '\\')
                length++;
            text.Append(rest[length]);
        }

        length = Math.Min(length + 1, rest.Length);
        return text.ToString();
    }
}
