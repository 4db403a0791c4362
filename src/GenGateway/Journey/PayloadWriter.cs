using System.Buffers;
using GenGateway.Errors;
using Microsoft.Win32.SafeHandles;

namespace GenGateway.Journey;

/// <summary>Takes the bytes of one picture as they come. One owner; what was not finished is gone with it.</summary>
/// <param name="folder">Where it grows once it is large.</param>
/// <param name="memory">Counts what it holds in memory.</param>
/// <param name="most">Bytes that it may have, at least 1.</param>
public sealed class PayloadWriter(PayloadFolder folder, MemoryBudget memory, long most) : IDisposable
{
    /// <summary>Bytes above which a picture is a file.</summary>
    public const int MostInMemory = 256 << 10;

    private readonly MemoryHold _hold = memory.Hold();
    private byte[]? _buffer;
    private int _buffered;
    private SafeFileHandle? _file;
    private string? _path;
    private long _written;
    private ImageType? _type;
    private bool _isGiven;

    /// <summary>Bytes taken so far.</summary>
    public long Length => _written + _buffered;

    /// <summary>Takes more.</summary>
    /// <returns>Why it cannot; null: it did.</returns>
    public async ValueTask<Failure?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (Length + bytes.Length > most)
            return new Failure(FailureKind.BackendError, $"A picture has more than {most} bytes, the most that is taken (limits.answer_bytes).");
        while (!bytes.IsEmpty)
        {
            if (_buffer is null)
            {
                if (!_hold.TryGrowTo(MostInMemory))
                    return memory.Full();
                _buffer = ArrayPool<byte>.Shared.Rent(MostInMemory);
            }

            if (_buffered == MostInMemory && await SpillAsync(cancellationToken).ConfigureAwait(false) is { } failure)
                return failure;
            var taken = Math.Min(bytes.Length, MostInMemory - _buffered);
            bytes[..taken].CopyTo(_buffer.AsMemory(_buffered));
            _buffered += taken;
            bytes = bytes[taken..];
        }

        return null;
    }

    /// <summary>Nothing more comes.</summary>
    /// <returns>The picture, the caller's from now on; or why there is none.</returns>
    public async ValueTask<Outcome<Payload>> FinishAsync(CancellationToken cancellationToken)
    {
        if (_file is not null && await SpillAsync(cancellationToken).ConfigureAwait(false) is { } failure)
            return failure;
        _type ??= ImageType.Of(_buffer.AsSpan(0, _buffered));
        if (_file is not null)
        {
            FreeBuffer();
            _hold.Dispose();
        }

        var payload = new Payload(_buffer, _file, _path, Length, _type, _hold);
        (_buffer, _file, _path, _isGiven) = (null, null, null, true);
        return payload;
    }

    public void Dispose()
    {
        if (_isGiven)
            return;
        FreeBuffer();
        _file?.Dispose();
        _file = null;
        PayloadFolder.Delete(_path);
        _path = null;
        _hold.Dispose();
    }

    private async ValueTask<Failure?> SpillAsync(CancellationToken cancellationToken)
    {
        _type ??= ImageType.Of(_buffer.AsSpan(0, _buffered));
        try
        {
            _file ??= folder.Create(out _path);
            await RandomAccess.WriteAsync(_file, _buffer.AsMemory(0, _buffered), _written, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            return PayloadFolder.Unwritable(thrown);
        }

        _written += _buffered;
        _buffered = 0;
        return null;
    }

    private void FreeBuffer()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = null;
    }
}
