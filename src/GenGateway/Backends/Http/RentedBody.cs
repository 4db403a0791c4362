using System.Buffers;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>A whole answer while it is read, in a rented array. One owner, who gives it back or hands the array on.</summary>
internal sealed class RentedBody
{
    /// <summary>Room where the length is not promised.</summary>
    public const int First = 4096;

    private readonly int _spare;

    /// <param name="expected">Bytes expected.</param>
    /// <param name="spare">Bytes that an edit may add.</param>
    public RentedBody(int expected, int spare)
    {
        _spare = spare;
        // One byte more than expected, so that the read which finds the end needs no larger array.
        Array = ArrayPool<byte>.Shared.Rent(expected + spare + 1);
    }

    /// <summary>The array, longer than what is in it.</summary>
    public byte[] Array { get; private set; }

    /// <summary>Bytes there are.</summary>
    public int Length { get; set; }

    /// <summary>The bytes there are.</summary>
    public ReadOnlySpan<byte> Written => Array.AsSpan(0, Length);

    /// <summary>Room for at least one more byte.</summary>
    public Memory<byte> Room()
    {
        if (Array.Length - Length <= _spare)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Array.Length * 2);
            Written.CopyTo(larger);
            Return();
            Array = larger;
        }

        return Array.AsMemory(Length, Array.Length - Length - _spare);
    }

    /// <summary>Puts other bytes in a place; at most the spare ones more.</summary>
    public void Replace(ByteRange place, ReadOnlySpan<byte> with)
    {
        Array.AsSpan(place.End, Length - place.End).CopyTo(Array.AsSpan(place.Start + with.Length));
        with.CopyTo(Array.AsSpan(place.Start));
        Length += with.Length - place.Length;
    }

    /// <summary>Gives the array back.</summary>
    public void Return()
    {
        ArrayPool<byte>.Shared.Return(Array, clearArray: true);
        Array = [];
    }
}
