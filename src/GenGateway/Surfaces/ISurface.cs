using GenGateway.Errors;

namespace GenGateway.Surfaces;

/// <summary>What one kind of client speaks: reads its bodies, and gives the writers of its answers. Thread safe.</summary>
public interface ISurface
{
    /// <summary>The name in records (<c>openai.chat</c>).</summary>
    string Name { get; }

    /// <summary>Whether an answer streams where the body does not say.</summary>
    bool StreamsUnasked => false;

    /// <summary>Whether its bodies are forms with files (<c>multipart/form-data</c>) and nothing else.</summary>
    bool TakesForms => false;

    /// <summary>How many bytes <see cref="Decode"/> makes a task of at once, since nobody gets the body as it came: memory for that is reserved before.</summary>
    /// <param name="body">The body's length.</param>
    /// <returns>0: the body is decoded when a backend needs that.</returns>
    long DecodedAtOnce(long body) => 0;

    /// <summary>Reads a body. Never throws, whatever the bytes are; the request that it gives keeps <paramref name="body"/> until it is disposed.</summary>
    Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, in SurfaceContext context);
}
