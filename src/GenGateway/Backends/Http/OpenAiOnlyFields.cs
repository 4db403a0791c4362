using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Fields of an image request that only OpenAI's own models know.</summary>
internal static class OpenAiOnlyFields
{
    /// <summary>Those that are asked for, as clients name them.</summary>
    public static IEnumerable<string> AskedOf(ImageTask task)
    {
        if (task.Quality is not null)
            yield return "quality";
        if (task.Style is not null)
            yield return "style";
        if (task.Background is not null)
            yield return "background";
        if (task.OutputFormat is not null)
            yield return "output_format";
        if (task.OutputCompression is not null)
            yield return "output_compression";
        if (task.Moderation is not null)
            yield return "moderation";
        if (task.InputFidelity is not null)
            yield return "input_fidelity";
    }
}
