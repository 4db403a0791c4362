namespace GenGateway.Configuration;

/// <summary>Reads one key as the API takes it: the members of the object form of <c>auth.api_keys</c>, but for the text, which the gateway makes.</summary>
/// <remarks>Pure. Whether the name is taken is for the caller, who knows the others.</remarks>
public static class KeyReader
{
    private const int LongestName = 64;

    /// <summary>Reads a body.</summary>
    /// <param name="json">A JSON object in UTF-8, at most 1 MiB.</param>
    /// <param name="source">What errors call the body.</param>
    public static KeyReading Read(ReadOnlySpan<byte> json, string source = "body")
    {
        var report = new LoadReport();
        if (JsonTree.Read(json, source, report) is not { } root) return new KeyReading(null, null, false, null, report.Errors);

        var names = new SettingNames();
        var section = new SectionBinder(root, "", names, report);
        var name = section.TextOrNull("name", NameProblem);
        if (name is null && !section.IsWritten("name")) section.Error("name", "needed: what stands for the key in lists, logs and records");
        var hash = section.SecretOrNull("sha256");
        foreach (var text in (ReadOnlySpan<string>)["key", "env"])
        {
            if (section.SecretOrNull(text) is not null) section.Error(text, "is not taken here: the gateway makes the text itself; to keep one that is there already, give its sha256");
        }

        var bytes = hash is null ? null : KeyBinder.Hash(section, hash.Reveal());
        var rights = KeyBinder.Rights(section);
        var enabled = section.Flag("enabled", true);
        names.Settle(report);
        if (report.Errors.Count > 0) return new KeyReading(null, null, false, null, report.Errors);
        return new KeyReading(name, rights, enabled, bytes is null ? null : ApiKey.FromHash(bytes, new ConfigOrigin(source)).With(name, rights), []);
    }

    // A path of the API and an argument of a command: no character of it needs an escape in either.
    private static string? NameProblem(string text) =>
        text.Length <= LongestName && char.IsAsciiLetterOrDigit(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? null
            : $"must have 1 to {LongestName} letters, digits and . _ -, the first a letter or digit";
}
