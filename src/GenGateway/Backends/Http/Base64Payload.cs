using System.Buffers;
using System.Buffers.Text;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Base64 that comes in pieces, as the bytes of a picture. One owner.</summary>
internal sealed class Base64Payload(PayloadWriter writer) : IDisposable
{
    private const int Piece = 48 << 10;

    private byte[]? _decoded = ArrayPool<byte>.Shared.Rent(Piece);
    private readonly byte[] _carry = new byte[4];
    private int _carried;
    private bool _isPadded;

    /// <summary>Takes more digits; blanks between them count for nothing.</summary>
    /// <returns>Why it cannot; null: it did. <see cref="IsWrong"/> says whether they are none.</returns>
    public async ValueTask<Failure?> WriteAsync(ReadOnlyMemory<byte> digits, CancellationToken cancellationToken)
    {
        while (!digits.IsEmpty && !IsWrong)
        {
            var consumed = 0;
            // Groups of four that lie across two pieces or around blanks, and the last one with its padding, are put together digit by digit.
            if (_carried == 0 && !_isPadded)
            {
                _ = Base64.DecodeFromUtf8(digits.Span[..Math.Min(digits.Length, Piece / 3 * 4)], _decoded, out consumed, out var written, isFinalBlock: false);
                if (await writer.WriteAsync(_decoded.AsMemory(0, written), cancellationToken).ConfigureAwait(false) is { } failure)
                    return failure;
            }

            if (consumed == 0)
            {
                consumed = 1;
                if (await AddAsync(digits.Span[0], cancellationToken).ConfigureAwait(false) is { } refused)
                    return refused;
            }

            digits = digits[consumed..];
        }

        return null;
    }

    /// <summary>Whether something came that is no base64.</summary>
    public bool IsWrong { get; private set; }

    /// <summary>Nothing more comes; padding may be missing.</summary>
    public async ValueTask<Outcome<Payload>> FinishAsync(CancellationToken cancellationToken)
    {
        if (_carried == 1)
            IsWrong = true;
        while (_carried is 2 or 3)
        {
            if (await AddAsync((byte)'=', cancellationToken).ConfigureAwait(false) is { } failure)
                return failure;
        }

        return await writer.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_decoded is not null)
            ArrayPool<byte>.Shared.Return(_decoded, clearArray: true);
        _decoded = null;
        writer.Dispose();
    }

    private async ValueTask<Failure?> AddAsync(byte digit, CancellationToken cancellationToken)
    {
        if (digit is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            return null;
        if (_isPadded)
        {
            // Nothing comes behind the end but more padding, which some writers repeat.
            IsWrong = digit != (byte)'=';
            return null;
        }

        _carry[_carried++] = digit;
        if (_carried < _carry.Length)
            return null;
        _carried = 0;
        var decoded = new byte[3];
        if (Base64.DecodeFromUtf8(_carry, decoded, out _, out var written) != OperationStatus.Done)
        {
            IsWrong = true;
            return null;
        }

        _isPadded = digit == (byte)'=';
        return await writer.WriteAsync(decoded.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
    }
}
