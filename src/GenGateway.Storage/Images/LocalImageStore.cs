using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Storage.Images;

/// <summary>Pictures as files of one folder, which several processes may share. Thread safe.</summary>
public sealed class LocalImageStore : IImageStore
{
    // Longer than any generation takes: what was not written to since was left by a process that is gone.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly string _folder;
    private readonly LinkSigner _signer;
    private readonly TimeProvider _clock;
    private volatile StorageConfig _settings;

    /// <summary>Nothing is made or read before it is needed.</summary>
    /// <param name="settings">Its section.</param>
    /// <param name="workingDirectory">What a relative folder starts from.</param>
    /// <param name="clock">The only clock.</param>
    public LocalImageStore(StorageConfig settings, string workingDirectory, TimeProvider clock)
    {
        _settings = settings;
        _clock = clock;
        _folder = Path.GetFullPath(Path.Combine(workingDirectory, settings.BasePath));
        Incoming = new PayloadFolder(Path.Combine(_folder, ".incoming"));
        _signer = new LinkSigner(Path.Combine(_folder, ".link-key"), clock);
    }

    public PayloadFolder Incoming { get; }

    /// <summary>What counts now.</summary>
    public StorageConfig Settings => _settings;

    /// <summary>From now on by these settings, but for the folder.</summary>
    public void Use(StorageConfig changed) => _settings = changed;

    public async ValueTask<Outcome<string>> KeepAsync(Payload image, ImageDelivery delivery, CancellationToken cancellationToken)
    {
        if (image.Type is not { } type)
            return new Failure(FailureKind.BackendError, "The backend's answer is no picture that can be kept: it is neither PNG nor JPEG, GIF or WebP by its first bytes.");
        var settings = _settings;
        var name = ImageName.New(type);
        var path = Path.Combine(_folder, name);
        string? growing = null;
        try
        {
            // First: a picture that nobody could have must not stay.
            var link = delivery.Form == ImageForm.File ? path : await LinkAsync(name, settings, delivery.Origin, cancellationToken).ConfigureAwait(false);
            // Under its name it is whole or not there.
            growing = Incoming.NewPath();
            await image.SaveAsync(growing, cancellationToken).ConfigureAwait(false);
            File.Move(growing, path);
            growing = null;
            return Outcome.Of(link);
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            return PayloadFolder.Unwritable(thrown);
        }
        finally
        {
            PayloadFolder.Delete(growing);
        }
    }

    /// <summary>How long a link to a picture still counts.</summary>
    /// <param name="name">The picture's name, whatever somebody wrote.</param>
    /// <param name="expires">The link's <c>expires</c>, if it has one.</param>
    /// <param name="signature">The link's <c>signature</c>, if it has one.</param>
    /// <param name="cancellationToken">Ends the wait for the key that signs.</param>
    /// <returns>Null: not at all. Links that are not signed count for ever.</returns>
    /// <exception cref="IOException">The key cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async ValueTask<TimeSpan?> LinkLeftAsync(string name, string? expires, string? signature, CancellationToken cancellationToken) =>
        _settings.SignedLinks.Enabled ? await _signer.LeftAsync(name, expires, signature, cancellationToken).ConfigureAwait(false) : TimeSpan.MaxValue;

    /// <summary>Opens a picture. Waits for the disk.</summary>
    /// <param name="name">Its name, whatever somebody wrote: nothing but kept pictures is found.</param>
    /// <returns>Null: there is none.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public StoredImage? Open(string name)
    {
        if (ImageName.TypeOf(name) is not { } type)
            return null;
        var file = new FileInfo(Path.Combine(_folder, name));
        // A link may lead anywhere, and none is ours.
        if (!file.Exists || file.Attributes.HasFlag(FileAttributes.ReparsePoint))
            return null;
        try
        {
            var content = new FileStream(file.FullName, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            return new StoredImage(content, type, new DateTimeOffset(file.LastWriteTimeUtc));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted between the two looks.
            return null;
        }
    }

    /// <summary>Deletes what is too old or too much, and what processes left behind. Waits for the disk.</summary>
    /// <param name="answers">Answers that are kept (UTF-8): pictures that they link to stay.</param>
    /// <param name="cancellationToken">Ends it between two pictures.</param>
    /// <exception cref="IOException">Something cannot be read or deleted; the rest was.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public CleanedImages Clean(IEnumerable<ReadOnlyMemory<byte>> answers, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        Incoming.Clean(now - Abandoned);
        var rules = _settings.Cleanup;
        return rules.Enabled ? ImageCleanup.Run(_folder, rules, now, answers.SelectMany(ImageName.In).ToHashSet(), cancellationToken) : default;
    }

    private async ValueTask<string> LinkAsync(string name, StorageConfig settings, string origin, CancellationToken cancellationToken)
    {
        var link = $"{settings.UrlPrefix?.TrimEnd('/') ?? origin.TrimEnd('/') + "/images"}/{name}";
        return settings.SignedLinks.Enabled ? link + await _signer.SignAsync(name, settings.SignedLinks.Expires, cancellationToken).ConfigureAwait(false) : link;
    }
}
