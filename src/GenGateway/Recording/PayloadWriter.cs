using System.Buffers.Binary;
using System.Text;

namespace GenGateway.Recording;

/// <summary>Writes a frame's fields one after another into memory that is large enough.</summary>
internal ref struct PayloadWriter(Span<byte> target)
{
    /// <summary>What an absent text has in place of its length.</summary>
    internal const int Absent = -1;

    private readonly Span<byte> _target = target;

    /// <summary>Bytes written.</summary>
    public int Written { get; private set; }

    /// <summary>Bytes that a text takes.</summary>
    public static int Size(string? text) => 4 + (text is null ? 0 : Encoding.UTF8.GetByteCount(text));

    public void Id(RecordId id)
    {
        id.Write(_target[Written..]);
        Written += RecordId.Size;
    }

    public void Byte(byte value) => _target[Written++] = value;

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_target[Written..], value);
        Written += 4;
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_target[Written..], value);
        Written += 8;
    }

    public void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_target[Written..], value);
        Written += 8;
    }

    /// <summary>A text; lone surrogates become U+FFFD.</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Int32(Absent);
            return;
        }

        var length = Encoding.UTF8.GetBytes(text, _target[(Written + 4)..]);
        Int32(length);
        Written += length;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Int32(bytes.Length);
        bytes.CopyTo(_target[Written..]);
        Written += bytes.Length;
    }
}
