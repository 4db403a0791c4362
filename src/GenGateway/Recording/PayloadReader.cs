using System.Buffers.Binary;

namespace GenGateway.Recording;

/// <summary>Reads what <see cref="PayloadWriter"/> wrote. A payload that ends too early is an <see cref="InvalidDataException"/>.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> source, RecordTexts texts)
{
    private ReadOnlySpan<byte> _rest = source;

    /// <summary>Whether nothing is left: fields that were added later are missing.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public RecordId Id() => RecordId.Read(Take(RecordId.Size));

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public string? Text()
    {
        var length = Int32();
        return length == PayloadWriter.Absent ? null : texts.Get(Take(length));
    }

    public ReadOnlyMemory<byte> Bytes() => texts.Keep(Take(Int32()));

    private ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)_rest.Length)
            throw new InvalidDataException("A journal record is shorter than its fields.");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
