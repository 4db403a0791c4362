namespace GenGateway.Engine.Text.Loading;

/// <summary>Files of a model folder, which anybody may have put there. Stateless.</summary>
internal static class ModelFile
{
    /// <summary>The length in bytes, behind symbolic links: caches link to their files.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long Length(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo target ? target.Length : new FileInfo(path).Length;

    /// <summary>Opens a file. Pipes and devices tell no length and would be waited for, or read, without end: they are as empty as they say.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Stream OpenRead(string path) =>
        Length(path) == 0 ? Stream.Null : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
}
