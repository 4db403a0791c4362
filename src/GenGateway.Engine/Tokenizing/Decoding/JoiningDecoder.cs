using System.Buffers;
using System.Text;

namespace GenGateway.Engine.Tokenizing.Decoding;

/// <summary>For files without a decoder: tokens as they are written, a space between two.</summary>
internal sealed class JoiningDecoder : TokenDecoder
{
    public override void Write(string token, bool first, ArrayBufferWriter<byte> output)
    {
        if (!first)
            output.Write(" "u8);
        output.Advance(Encoding.UTF8.GetBytes(token, output.GetSpan(Encoding.UTF8.GetMaxByteCount(token.Length))));
    }
}
