using System.Security.Cryptography;

namespace GenGateway.Server.Reloading;

/// <summary>Tells whether files are other than they were when last read. Lengths and times are asked first; only where they differ, the content.</summary>
/// <remarks>Not thread safe.</remarks>
internal sealed class ConfigurationWatch(IReadOnlyList<string> files)
{
    // More than any configuration file may have; the rest of a larger one tells nothing new: it is refused.
    private const int MostBytes = 5 * 1024 * 1024;

    private IReadOnlyList<string> _files = files;

    // Null until the first look: what was changed between the start's reading and now must not be missed.
    private string? _read;
    private string? _seen;
    private string? _settled;

    /// <summary>From now on these files count.</summary>
    public void Follow(IReadOnlyList<string> files) => _files = files;

    /// <summary>Whether two looks in a row saw the same, so that nobody is still writing, and it is not what was read last.</summary>
    public bool HasSettledAnew()
    {
        var seen = string.Join('\n', _files.Select(Mark));
        var still = seen == _seen;
        _seen = seen;
        if (!still || seen == _settled)
            return false;

        _settled = seen;
        var content = string.Join('\n', _files.Select(Content));
        if (content == _read)
            return false;
        _read = content;
        return true;
    }

    /// <summary>What was read last is not in effect: as it lies there it counts as new.</summary>
    public void Forget() => _read = _settled = null;

    // A file that cannot be looked at counts as one that is not there. A link says nothing of what it leads to, so that is asked.
    private static string Mark(string path)
    {
        try
        {
            var file = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
            return file.Exists ? $"{path} {file.Length} {file.LastWriteTimeUtc.Ticks}" : path;
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    private static string Content(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[Math.Min(stream.Length, MostBytes)];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return $"{path} {Convert.ToHexString(SHA256.HashData(bytes.AsSpan(0, length)))}";
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }
}
