using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>Keeps pictures as files that links lead to. Thread safe.</summary>
public interface IImageStore
{
    /// <summary>Where pictures grow before somebody keeps them.</summary>
    PayloadFolder Incoming { get; }

    /// <summary>Keeps one under a name that nobody can guess.</summary>
    /// <param name="image">The picture; stays the caller's, who may go on reading it.</param>
    /// <param name="delivery">Whether a link or a path is wanted.</param>
    /// <param name="cancellationToken">Ends it; then nothing is kept.</param>
    /// <returns>The link or path; or why it cannot be kept (a full disk).</returns>
    ValueTask<Outcome<string>> KeepAsync(Payload image, ImageDelivery delivery, CancellationToken cancellationToken);
}
