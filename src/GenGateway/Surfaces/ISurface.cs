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

    /// <summary>Reads a body. Never throws, whatever the bytes are; the request that it gives keeps <paramref name="body"/> until it is disposed.</summary>
    Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, in SurfaceContext context);
}
