using System.Buffers.Binary;
using System.Buffers.Text;

namespace GenGateway.Recording;

/// <summary>A place in the list of transactions, newest first. Clients see an opaque word.</summary>
/// <param name="Created">Milliseconds since 1970 of the last transaction given.</param>
/// <param name="Id">Its id.</param>
public readonly record struct TransactionCursor(long Created, long Id)
{
    private const int Size = 16;

    /// <summary>The place after a transaction.</summary>
    public static TransactionCursor After(Transaction transaction) => new(transaction.CreatedAt.ToUnixTimeMilliseconds(), transaction.Id);

    /// <summary>Reads the word that a client sends back.</summary>
    /// <returns>False for a word that this server never gave.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TransactionCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (!Base64Url.IsValid(text, out var length) || length != Size || !Base64Url.TryDecodeFromChars(text, bytes, out _))
            return false;
        cursor = new(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
        return cursor.Created is >= 0 and < 253_402_300_800_000 && cursor.Id > 0;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Created);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Id);
        return Base64Url.EncodeToString(bytes);
    }
}
