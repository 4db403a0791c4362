using GenGateway.Configuration;

namespace GenGateway.Storage.Images;

/// <summary>Deletes pictures that are too old, or too many. Files of other names, links and folders are somebody else's.</summary>
internal static class ImageCleanup
{
    /// <summary>One round.</summary>
    /// <param name="folder">Whose pictures; it may not be there.</param>
    /// <param name="rules">How old and how many they may be.</param>
    /// <param name="now">What ages are counted to.</param>
    /// <param name="spared">Names of pictures that stay, however old they are; what they take counts.</param>
    /// <param name="cancellationToken">Ends it between two pictures.</param>
    /// <exception cref="IOException">The folder cannot be read, or a picture not deleted; all others were.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static CleanedImages Run(string folder, StorageCleanupConfig rules, DateTimeOffset now, IReadOnlySet<string> spared, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return default;
        var images = new List<(string Path, long Bytes, DateTime Written)>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if (ImageName.TypeOf(file.Name) is not null && !file.Attributes.HasFlag(FileAttributes.ReparsePoint) && Read(file) is { } image)
                images.Add(image);
        }

        images.Sort(static (one, other) => one.Written.CompareTo(other.Written));
        var oldest = rules.MaxAge is { } age ? (now - age).UtcDateTime : DateTime.MinValue;
        var total = images.Sum(static image => image.Bytes);
        var cleaned = default(CleanedImages);
        Exception? refused = null;
        foreach (var (path, bytes, written) in images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (written >= oldest && (rules.MaxTotalBytes is not { } most || total - cleaned.Bytes <= most))
                break;
            if (spared.Contains(Path.GetFileName(path)))
                continue;
            try
            {
                File.Delete(path);
                cleaned = new CleanedImages(cleaned.Count + 1, cleaned.Bytes + bytes);
            }
            catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
            {
                // One that stays must not keep the others.
                refused = thrown;
            }
        }

        return refused is null ? cleaned : throw new IOException($"A picture of {folder} cannot be deleted ({refused.Message}).", refused);
    }

    private static (string Path, long Bytes, DateTime Written)? Read(FileInfo file)
    {
        try
        {
            return (file.FullName, file.Length, file.LastWriteTimeUtc);
        }
        catch (FileNotFoundException)
        {
            // Another process of the same folder was faster.
            return null;
        }
    }
}
