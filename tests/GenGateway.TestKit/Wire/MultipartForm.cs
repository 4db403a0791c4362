using System.Text;

namespace GenGateway.TestKit.Wire;

/// <summary>A body of <c>multipart/form-data</c> (RFC 7578), part by part in the order of the wire.</summary>
public sealed record MultipartForm(IReadOnlyList<FormPart> Parts)
{
    /// <summary>The first text of this name, or null.</summary>
    public string? Text(string name) => Parts.Where(part => part.Name == name && part.FileName is null).Select(part => part.Text).FirstOrDefault();

    /// <summary>The files of this name; clients put brackets behind it where they send several.</summary>
    public IReadOnlyList<FormPart> Files(string name) => [.. Parts.Where(part => part.FileName is not null && (part.Name == name || part.Name == $"{name}[]"))];

    /// <summary>The form that a body is, or null where it is none or breaks off.</summary>
    internal static MultipartForm? Read(string? contentType, ReadOnlySpan<byte> body)
    {
        if (contentType is null || !contentType.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) || Parameter(contentType, "boundary") is not { } boundary)
            return null;
        var mark = Encoding.Latin1.GetBytes($"\r\n--{boundary}");
        List<FormPart> parts = [];
        var rest = body.StartsWith(mark.AsSpan(2)) ? body[(mark.Length - 2)..] : [];
        while (rest.StartsWith("\r\n"u8))
        {
            var head = rest.IndexOf("\r\n\r\n"u8);
            var end = head < 0 ? -1 : rest[(head + 2)..].IndexOf(mark);
            if (end < 0)
                return null;
            var bytes = end < 2 ? [] : rest.Slice(head + 4, end - 2);
            parts.Add(Part(Encoding.UTF8.GetString(rest[2..head]), bytes.ToArray()));
            rest = rest[(head + 2 + end + mark.Length)..];
        }

        return rest.StartsWith("--"u8) ? new MultipartForm(parts) : null;
    }

    private static FormPart Part(string head, byte[] bytes)
    {
        var disposition = Header(head, "Content-Disposition") ?? "";
        return new FormPart(Parameter(disposition, "name") ?? "", Parameter(disposition, "filename"), Header(head, "Content-Type"), bytes);
    }

    private static string? Header(string head, string name) =>
        (from line in head.Split("\r\n")
         where line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)
         select line[(name.Length + 1)..].Trim()).FirstOrDefault();

    private static string? Parameter(string header, string name) =>
        (from item in header.Split(';').Skip(1)
         let pair = item.Trim().Split('=', 2)
         where pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase)
         select pair[1].Trim('"')).FirstOrDefault();
}
