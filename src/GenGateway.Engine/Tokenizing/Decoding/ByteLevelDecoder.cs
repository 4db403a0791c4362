using System.Buffers;
using System.Text;

namespace GenGateway.Engine.Tokenizing.Decoding;

/// <summary>Each character of a token stands for one byte (<see cref="ByteAlphabet"/>).</summary>
internal sealed class ByteLevelDecoder : TokenDecoder
{
    public override void Write(string token, bool first, ArrayBufferWriter<byte> output)
    {
        var bytes = output.GetSpan(token.Length);
        for (var i = 0; i < token.Length; i++)
        {
            if (!ByteAlphabet.TryGetByte(token[i], out bytes[i]))
            {
                // An added token may hold any character; it then stands for itself as a whole.
                output.Advance(Encoding.UTF8.GetBytes(token, output.GetSpan(Encoding.UTF8.GetMaxByteCount(token.Length))));
                return;
            }
        }
        output.Advance(token.Length);
    }
}
