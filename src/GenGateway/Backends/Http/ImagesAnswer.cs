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

    public override ValueTask DisposeAsync()
    {
        foreach (var image in _images)
            image.Dispose();
        _images.Clear();
        response?.Dispose();
        return ValueTask.CompletedTask;
    }
}
