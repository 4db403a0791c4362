using GenGateway.Journey;

namespace GenGateway.Storage.Images;

/// <summary>A picture of the store, opened.</summary>
/// <param name="Content">Its bytes; whoever got it disposes it. Seekable, and readable even while the picture is deleted.</param>
/// <param name="Type">What its name says it is.</param>
/// <param name="Written">When it was written last.</param>
public sealed record StoredImage(FileStream Content, ImageType Type, DateTimeOffset Written);
