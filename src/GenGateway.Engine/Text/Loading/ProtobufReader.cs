using System.Text;

namespace GenGateway.Engine.Text.Loading;

/// <summary>Walks the fields of a protobuf file without reading what is skipped: weights stay on the disk.</summary>
/// <exception cref="InvalidDataException">From any member: the bytes are not protobuf, or the file ends too early.</exception>
internal sealed class ProtobufReader(Stream stream)
{
    public const int LengthDelimited = 2;

    /// <summary>Reads a field's number and wire type; false at <paramref name="end"/>.</summary>
    public bool TryReadField(long end, out int field, out int wireType)
    {
        (field, wireType) = (0, 0);
        if (stream.Position >= end)
        {
            return false;
        }

        var tag = ReadVarint();
        (field, wireType) = ((int)(tag >> 3), (int)(tag & 7));
        return field > 0 ? true : throw new InvalidDataException($"byte {stream.Position} is no field of a protobuf message");
    }

    /// <summary>Reads the length of a nested message or string and gives the position where it ends.</summary>
    public long ReadEnd(long end)
    {
        var length = ReadVarint();
        var start = stream.Position;
        return length <= (ulong)(end - start)
            ? start + (long)length
            : throw new InvalidDataException($"a part of {length} bytes begins at byte {start}, but only {end - start} are left");
    }

    public string ReadString(long end)
    {
        var stop = ReadEnd(end);
        if (stop - stream.Position > 4096)
        {
            throw new InvalidDataException($"a name at byte {stream.Position} is longer than 4096 bytes");
        }

        Span<byte> bytes = stackalloc byte[(int)(stop - stream.Position)];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    public void SkipTo(long position) => stream.Position = position;

    public void Skip(int wireType, long end)
    {
        switch (wireType)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                SkipBytes(8, end);
                break;
            case LengthDelimited:
                SkipTo(ReadEnd(end));
                break;
            case 5:
                SkipBytes(4, end);
                break;
            default:
                throw new InvalidDataException($"byte {stream.Position} is no field of a protobuf message");
        }
    }

    private void SkipBytes(int count, long end)
    {
        if (end - stream.Position < count)
        {
            throw new InvalidDataException($"the file ends at byte {end}, inside a field");
        }

        stream.Position += count;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = stream.ReadByte();
            if (next < 0)
            {
                throw new InvalidDataException($"the file ends at byte {stream.Position}, inside a field");
            }

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"byte {stream.Position} is no field of a protobuf message");
    }
}
