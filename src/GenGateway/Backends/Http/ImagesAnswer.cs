using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>What the answers of image backends have in common: they own their pictures up to their end.</summary>
/// <param name="response">What they are read from, theirs from here on; null: nothing of its own.</param>
internal abstract class ImagesAnswer(IDisposable? response) : Generation
{
    private readonly List<Payload> _images = [];

    /// <summary>The answer's own from here on.</summary>
    protected Payload Own(Payload image)
    {
        _images.Add(image);
        return image;
    }

    /// <summary>Looks whether something is a picture, and all of it. The answer's own from here on, either way.</summary>
    /// <param name="image">What came; null: nothing.</param>
    /// <param name="backend">Whose answer it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    protected async ValueTask<Failure?> FaultOfAsync(Payload? image, string backend, CancellationToken cancellationToken)
    {
        if (image is null || Own(image).Type is null)
            return new Failure(FailureKind.BackendError, $"Backend '{backend}' answered with something that is no picture.");
        try
        {
            return await PictureEnd.IsThereAsync(image, cancellationToken).ConfigureAwait(false)
                ? null
                : new Failure(FailureKind.BackendError, $"Backend '{backend}' answered with a picture whose end is missing.");
        }
        catch (IOException thrown)
        {
            return PayloadFolder.Unwritable(thrown);
        }
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var image in _images)
            image.Dispose();
        _images.Clear();
        response?.Dispose();
        return ValueTask.CompletedTask;
    }
}
