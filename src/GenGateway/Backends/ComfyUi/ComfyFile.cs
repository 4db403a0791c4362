namespace GenGateway.Backends.ComfyUi;

/// <summary>A file on a ComfyUI server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">The folder below that of its kind; empty: none.</param>
/// <param name="Kind">Which of the server's folders: <c>input</c>, <c>output</c>, <c>temp</c>.</param>
internal readonly record struct ComfyFile(string Name, string Folder, string Kind)
{
    /// <summary>As a node's input names it.</summary>
    public string Annotated => $"{(Folder.Length == 0 ? "" : Folder + "/")}{Name} [{Kind}]";
}
