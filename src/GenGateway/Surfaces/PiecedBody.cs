using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Surfaces;

/// <summary>Text with pictures in it, base64, which are read where they lie while it is sent. One owner; the pictures stay theirs.</summary>
public sealed class PiecedBody
{
    // Three bytes are four digits: without a rest, stretches of digits can follow one another.
    private const int Piece = 48 << 10;

    private readonly ArrayBufferWriter<byte> _text = new(512);
    private readonly List<(int At, Payload Image)> _holes = [];

    /// <summary>Bytes in all.</summary>
    public long Length => _text.WrittenCount + _holes.Sum(static hole => Base64Length(hole.Image.Length));

    /// <summary>Where text is written.</summary>
    internal IBufferWriter<byte> Text => _text;

    /// <summary>Writes a member whose value is a picture.</summary>
    /// <param name="json">Writes to <see cref="Text"/>, within an object.</param>
    /// <param name="name">The member.</param>
    /// <param name="image">To be read while the body is sent.</param>
    internal void WriteImage(Utf8JsonWriter json, string name, Payload image)
    {
        json.WritePropertyName(name);
        WriteImage(json, image);
    }

    /// <summary>Writes a picture as an item of a list.</summary>
    /// <inheritdoc cref="WriteImage(Utf8JsonWriter, string, Payload)"/>
    internal void WriteImage(Utf8JsonWriter json, Payload image)
    {
        json.WriteRawValue("\"\""u8, skipInputValidation: true);
        json.Flush();
        _holes.Add((_text.WrittenCount - 1, image));
    }

    /// <summary>Sends all of it.</summary>
    /// <param name="send">Takes the next bytes, which are valid until it returns; says why it cannot.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it was not sent; null: it was.</returns>
    /// <exception cref="IOException">A picture cannot be read.</exception>
    public async ValueTask<Failure?> SendAsync(Func<ReadOnlyMemory<byte>, ValueTask<Failure?>> send, CancellationToken cancellationToken)
    {
        var sent = 0;
        foreach (var (at, image) in _holes)
        {
            if (await send(_text.WrittenMemory[sent..at]).ConfigureAwait(false) is { } lost)
                return lost;
            if (await SendAsync(image, send, cancellationToken).ConfigureAwait(false) is { } broken)
                return broken;
            sent = at;
        }

        return await send(_text.WrittenMemory[sent..]).ConfigureAwait(false);
    }

    private static async ValueTask<Failure?> SendAsync(Payload image, Func<ReadOnlyMemory<byte>, ValueTask<Failure?>> send, CancellationToken cancellationToken)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Piece);
        var digits = ArrayPool<byte>.Shared.Rent(Piece / 3 * 4);
        try
        {
            for (var at = 0L; at < image.Length;)
            {
                var read = await FillAsync(image, bytes.AsMemory(0, Piece), at, cancellationToken).ConfigureAwait(false);
                Base64.EncodeToUtf8(bytes.AsSpan(0, read), digits, out _, out var written);
                if (await send(digits.AsMemory(0, written)).ConfigureAwait(false) is { } lost)
                    return lost;
                at += read;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
            ArrayPool<byte>.Shared.Return(digits, clearArray: true);
        }
    }

    private static async ValueTask<int> FillAsync(Payload image, Memory<byte> into, long offset, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < into.Length && offset + filled < image.Length)
        {
            var read = await image.ReadAsync(into[filled..], offset + filled, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new IOException("A picture's file became shorter while it was read.");
            filled += read;
        }

        return filled;
    }

    private static long Base64Length(long bytes) => (bytes + 2) / 3 * 4;
}
