using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>The fields that chat and completion share, beside sampling. The peek has read them; here they are taken, so that they do not count as dropped.</summary>
internal static class CommonFields
{
    private const int MostChoices = 128;

    /// <returns>The choices asked for, <c>n</c>.</returns>
    public static int Take(Fields fields, Drops drops)
    {
        var n = fields.Small("n", 1, MostChoices) ?? 1;
        fields.Name("model");
        fields.Name("backend");
        fields.Flag("stream");
        if (fields.Object("stream_options") is not { } options)
            return n;
        options.Flag("include_usage");
        // Padding against traffic analysis; there is no need to tell that there is none.
        options.Flag("include_obfuscation");
        foreach (var name in options.Rest())
            drops.Add($"stream_options.{name}");
        return n;
    }
}
