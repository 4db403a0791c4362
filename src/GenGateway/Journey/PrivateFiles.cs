namespace GenGateway.Journey;

/// <summary>Makes what holds prompts and answers its owner's alone. What is there already keeps its rights: they are somebody's choice.</summary>
/// <remarks>Systems without such rights make it as ever.</remarks>
public static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder, and those above it, where they are missing.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (Directory.Exists(path))
            return;
        // One by one: only the last of a path would get the rights.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
            MakeFolder(parent);
        Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
    }

    /// <summary>Makes an empty file where there is none. Whoever opens it next says better why it cannot be made.</summary>
    public static void TryMakeFile(string path)
    {
        if (OperatingSystem.IsWindows() || File.Exists(path))
            return;
        try
        {
            new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = Owner }).Dispose();
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            // Told by whoever opens it.
        }
    }
}
