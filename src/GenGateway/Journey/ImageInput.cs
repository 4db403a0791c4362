namespace GenGateway.Journey;

/// <summary>A picture that a client sent.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Bytes">The file; a part of the request's body, and valid as long as that.</param>
public sealed record ImageInput(ImageType Type, ReadOnlyMemory<byte> Bytes);
