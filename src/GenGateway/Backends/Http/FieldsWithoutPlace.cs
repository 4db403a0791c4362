using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Fields of an image request that servers of one's own have no place for: those that only OpenAI's models know, and a strength where no picture is given.</summary>
internal static class FieldsWithoutPlace
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
        if (task.User is not null)
            yield return "user";
        if (task.Strength is not null && task.Inputs.Count == 0)
            yield return "strength";
    }
}
