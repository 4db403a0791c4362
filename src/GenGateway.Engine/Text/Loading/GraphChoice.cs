namespace GenGateway.Engine.Text.Loading;

/// <summary>
/// Chooses the graph of a model folder: <c>model.onnx</c>, else <c>onnx/model.onnx</c>, else the most exact of the reduced forms in
/// either place. A graph of a layout that the engine does not run is passed over while there is another.
/// </summary>
internal static class GraphChoice
{
    // Exactness first, then what the order of the published suffixes suggests; the last three are older layouts, which are
    // looked at only to say by name why they do not run.
    private static readonly string[] Names =
    [
        "model", "model_fp16", "model_q8f16", "model_int8", "model_uint8", "model_quantized", "model_q4", "model_q4f16", "model_bnb4",
        "decoder_model_merged", "decoder_with_past_model", "decoder_model",
    ];

    private static readonly string[] Folders = ["", "onnx"];

    /// <exception cref="ModelLoadException">There is no graph that can run; the message is about the first one found.</exception>
    public static GraphOutline Choose(string folder)
    {
        ModelLoadException? first = null;
        foreach (var path in Graphs(folder))
        {
            var outline = GraphOutline.Read(path);
            if (DecoderNames.Refusal(outline) is not { } refusal)
            {
                return outline;
            }

            first ??= new ModelLoadException(path, refusal);
        }

        throw first ?? new ModelLoadException(folder, $"found no ONNX graph; expected model.onnx or onnx/model.onnx (or with a suffix such as _fp16){Seen(folder)}");
    }

    private static IEnumerable<string> Graphs(string folder) =>
        from name in Names
        from place in Folders
        let path = Path.Combine(folder, place, name + ".onnx")
        where File.Exists(path)
        select path;

    private static string Seen(string folder)
    {
        var others = Directory.EnumerateFiles(folder, "*.onnx").Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(4).ToList();
        return others.Count == 0 ? "" : $"; the folder has {string.Join(", ", others)}";
    }
}
