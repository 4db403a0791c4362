using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>The fields that chat and completion share, beside sampling. The peek has read them; here they are taken, so that they do not count as dropped.</summary>
internal static class CommonFields
{
    public static void Take(Fields fields, Drops drops)
    {
        if (fields.Small("n", 1) > 1)
            fields.Faults.Add("n", "n must be 1: this version generates one choice a request.");
        fields.Name("model");
        fields.Name("backend");
        fields.Flag("stream");
        if (fields.Object("stream_options") is not { } options)
            return;
        options.Flag("include_usage");
        // Padding against traffic analysis; there is no need to tell that there is none.
        options.Flag("include_obfuscation");
        foreach (var name in options.Rest())
            drops.Add($"stream_options.{name}");
    }
}
