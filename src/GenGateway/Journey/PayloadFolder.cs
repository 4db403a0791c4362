using GenGateway.Errors;
using Microsoft.Win32.SafeHandles;

namespace GenGateway.Journey;

/// <summary>Where large pictures lie while they are on the road: a folder beside those that are kept, so that keeping one is a new name. Thread safe.</summary>
/// <param name="path">The folder; made when it is first needed.</param>
public sealed class PayloadFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const char Between = '-';
    private const string IdForm = "N";
    private const int IdLength = 32;

    // What this process puts here begins with it: several may share the folder.
    private readonly string _own = Guid.CreateVersion7().ToString(IdForm);

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Why pictures cannot be written.</summary>
    public static Failure Unwritable(Exception thrown) =>
        new(FailureKind.StoreUnavailable, "The folder of pictures (storage.base_path) cannot be written: the disk may be full, or its rights wrong. Free some room, or name another folder.") { Cause = thrown };

    /// <summary>A path in it where nothing is, the caller's from now on. The folder is there then.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public string NewPath()
    {
        PrivateFiles.MakeFolder(path);
        return System.IO.Path.Combine(path, $"{_own}{Between}{Guid.CreateVersion7().ToString(IdForm)}");
    }

    /// <summary>Deletes what processes left behind that are gone.</summary>
    /// <param name="before">What was written to since belongs to somebody who lives.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Clean(DateTimeOffset before)
    {
        foreach (var file in Files())
        {
            if (!IsOwn(file) && file.LastWriteTimeUtc < before.UtcDateTime)
                Delete(file.FullName);
        }
    }

    /// <summary>Deletes what is left of this process' own, once nobody uses it any more.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Empty()
    {
        foreach (var file in Files().Where(IsOwn))
            Delete(file.FullName);
    }

    /// <summary>Deletes a file of it. One that cannot be deleted now goes with a later <see cref="Clean"/>.</summary>
    /// <param name="file">Its path; null: there is none.</param>
    public static void Delete(string? file)
    {
        if (file is null)
            return;
        try
        {
            File.Delete(file);
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            // It is looked at again.
        }
    }

    /// <summary>Makes an empty file.</summary>
    /// <param name="file">Its path, whose it is from now on.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    internal SafeFileHandle Create(out string file)
    {
        file = NewPath();
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

    // What somebody else put here is nobody's business.
    private IEnumerable<FileInfo> Files() => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles().Where(static file => IsOurs(file.Name))
        : [];

    private bool IsOwn(FileInfo file) => file.Name.StartsWith(_own, StringComparison.Ordinal);

    private static bool IsOurs(ReadOnlySpan<char> name) => name.Length == (2 * IdLength) + 1
        && name[IdLength] == Between
        && Guid.TryParseExact(name[..IdLength], IdForm, out _)
        && Guid.TryParseExact(name[(IdLength + 1)..], IdForm, out _);
}
