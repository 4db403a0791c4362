using GenGateway.Errors;
using Microsoft.Win32.SafeHandles;

namespace GenGateway.Journey;

/// <summary>Where large pictures lie while they are on the road: a folder beside those that are kept, so that keeping one is a new name. Thread safe.</summary>
/// <param name="path">The folder; made when it is first needed.</param>
public sealed class PayloadFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Why pictures cannot be written.</summary>
    public static Failure Unwritable(Exception thrown) =>
        new(FailureKind.StoreUnavailable, "The folder of pictures (storage.base_path) cannot be written: the disk may be full, or its rights wrong. Free some room, or name another folder.") { Cause = thrown };

    /// <summary>Makes an empty file.</summary>
    /// <param name="file">Its path, whose it is from now on.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    internal SafeFileHandle Create(out string file)
    {
        Directory.CreateDirectory(path);
        file = System.IO.Path.Combine(path, Guid.CreateVersion7().ToString("N"));
        return Create(file);
    }

    internal static SafeFileHandle Create(string file)
    {
        // Read by nobody but this process: prompts of others made it.
        using var made = new FileStream(file, OperatingSystem.IsWindows()
            ? new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write }
            : new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        return File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
    }

    internal static void Delete(string? file)
    {
        if (file is null)
            return;
        try
        {
            File.Delete(file);
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            // What is left behind goes at the next start.
        }
    }
}
