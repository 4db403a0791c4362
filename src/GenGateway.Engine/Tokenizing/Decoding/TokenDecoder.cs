using System.Buffers;

namespace GenGateway.Engine.Tokenizing.Decoding;

/// <summary>Turns tokens into the bytes of the text. Immutable.</summary>
internal abstract class TokenDecoder
{
    /// <summary>Writes the bytes of one token; <paramref name="first"/> says whether the text begins with it.</summary>
    public abstract void Write(string token, bool first, ArrayBufferWriter<byte> output);
}
