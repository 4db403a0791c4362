namespace GenGateway.Surfaces.Reading;

/// <summary>One field of a form.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsFile">Whether it came as a file.</param>
/// <param name="Bytes">Its value; a part of the body.</param>
internal readonly record struct FormPart(string Name, bool IsFile, ReadOnlyMemory<byte> Bytes);
