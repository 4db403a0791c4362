namespace GenGateway.Configuration;

/// <summary>Reads one backend as the API takes it: the fields of an entry of the file, flat forms and <c>backend_type</c> included.</summary>
/// <remarks>Pure. Whether the name is taken is for the caller, who knows the others.</remarks>
public static class BackendReader
{
    /// <summary>Reads a body.</summary>
    /// <param name="json">A JSON object in UTF-8, at most 1 MiB.</param>
    /// <param name="defaults">What holds where the body says nothing.</param>
    /// <param name="secretReferences"><c>auth.secret_references</c>: what the body may refer to; a literal secret is an error. Null allows everything, for what was checked when it was stored.</param>
    /// <param name="source">What errors call the body.</param>
    public static BackendReading Read(ReadOnlySpan<byte> json, BackendDefaults defaults, IReadOnlyList<string>? secretReferences, string source = "body")
    {
        ArgumentNullException.ThrowIfNull(defaults);
        var report = new LoadReport();
        if (JsonTree.Read(json, source, report) is not { } root) return new BackendReading(null, report.Errors, report.Warnings);

        var names = new SettingNames();
        var section = new SectionBinder(root, "", names, report);
        var backend = BackendBinder.Entry(section, null, defaults, secretReferences);
        names.Settle(report);
        return new BackendReading(report.Errors.Count == 0 ? backend : null, report.Errors, report.Warnings);
    }
}
