using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace GenGateway.Journey;

/// <summary>The bytes of one picture: in memory while they are few, else in a file of its own. One owner, who disposes it; readers one at a time.</summary>
public sealed class Payload : IDisposable
{
    private readonly MemoryHold _hold;
    private readonly SafeFileHandle? _file;
    private readonly long _stored;
    private byte[]? _memory;
    private string? _path;
    private long _insertedAt;
    private ReadOnlyMemory<byte> _inserted;

    internal Payload(byte[]? memory, SafeFileHandle? file, string? path, long length, ImageType? type, MemoryHold hold) =>
        (_memory, _file, _path, _stored, Type, _hold) = (memory, file, path, length, type, hold);

    /// <summary>Bytes in all.</summary>
    public long Length => _stored + _inserted.Length;

    /// <summary>What it is by its beginning; null: no picture that is known.</summary>
    public ImageType? Type { get; }

    /// <summary>Reads some of it.</summary>
    /// <param name="into">At most so much.</param>
    /// <param name="offset">From here, at least 0.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many bytes; 0 at the end alone.</returns>
    /// <exception cref="IOException">The disk fails.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> into, long offset, CancellationToken cancellationToken)
    {
        if (!_inserted.IsEmpty && offset + into.Length > _insertedAt)
        {
            if (offset < _insertedAt)
            {
                into = into[..(int)(_insertedAt - offset)];
            }
            else if (offset < _insertedAt + _inserted.Length)
            {
                var rest = _inserted[(int)(offset - _insertedAt)..];
                rest = rest[..Math.Min(rest.Length, into.Length)];
                rest.CopyTo(into);
                return rest.Length;
            }
            else
            {
                offset -= _inserted.Length;
            }
        }

        var left = (int)Math.Min(into.Length, _stored - offset);
        if (left <= 0)
            return 0;
        if (_file is not null)
            return await RandomAccess.ReadAsync(_file, into[..left], offset, cancellationToken).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(_memory is null, this);
        _memory.AsMemory((int)offset, left).CopyTo(into);
        return left;
    }

    /// <summary>Puts bytes into it, once and before its reader begins from its start: nothing is copied for that.</summary>
    /// <param name="offset">Where they stand, 0 to <see cref="Length"/>.</param>
    /// <param name="bytes">A few; this one's from now on.</param>
    internal void Insert(long offset, ReadOnlyMemory<byte> bytes)
    {
        if (!_inserted.IsEmpty)
            throw new InvalidOperationException("Something is put into a picture once.");
        (_insertedAt, _inserted) = (offset, bytes);
    }

    /// <summary>Puts it at a path where nothing is; it can still be read afterwards.</summary>
    /// <exception cref="IOException">It cannot be put there.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async ValueTask SaveAsync(string path, CancellationToken cancellationToken)
    {
        if (_path is not null && _inserted.IsEmpty)
        {
            // The same folder's file system: a new name and no copy.
            File.Move(_path, path);
            _path = null;
            return;
        }

        using var file = PayloadFolder.Create(path);
        var buffer = ArrayPool<byte>.Shared.Rent(PayloadWriter.MostInMemory);
        try
        {
            int read;
            for (var at = 0L; (read = await ReadAsync(buffer, at, cancellationToken).ConfigureAwait(false)) > 0; at += read)
                await RandomAccess.WriteAsync(file, buffer.AsMemory(0, read), at, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    public void Dispose()
    {
        if (_memory is not null)
            ArrayPool<byte>.Shared.Return(_memory, clearArray: true);
        _memory = null;
        _file?.Dispose();
        PayloadFolder.Delete(_path);
        _path = null;
        _hold.Dispose();
    }
}
