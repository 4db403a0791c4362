using GenGateway.Engine.Imaging;
using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>What a client is told of a picture that cannot be used.</summary>
public static class PictureFailure
{
    /// <summary>The failure for an exception of the decoder.</summary>
    /// <param name="thrown">What it found.</param>
    /// <param name="name">The client's name for the picture (<c>image</c>, <c>init_images[0]</c>).</param>
    public static Failure Of(PictureException thrown, string name) => thrown.Fault switch
    {
        PictureFault.TooLarge => new(FailureKind.BodyTooLarge, $"{name}: {thrown.Message} Send a smaller one, or raise limits.image_pixels.") { Param = name },
        PictureFault.Unsupported => new(FailureKind.UnsupportedMediaType, $"{name}: {thrown.Message}") { Param = name, Retry = RetryAdvice.OtherCandidate, IsLasting = true },
        PictureFault.NotAnImage => new(FailureKind.InvalidValue, $"{name} is no PNG, JPEG, GIF or WebP picture.") { Param = name },
        PictureFault.Empty or PictureFault.Truncated or PictureFault.Corrupt => new(FailureKind.InvalidValue, $"{name}: {thrown.Message}") { Param = name },
    };
}
