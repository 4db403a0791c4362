using System.Buffers;

namespace GenGateway.Engine.Imaging;

/// <summary>A decoded picture: 8 bits each of red, green, blue and alpha (not premultiplied), rows from top to bottom without gaps. One owner, who disposes it.</summary>
public sealed class Picture : IDisposable
{
    /// <summary>Bytes of a pixel.</summary>
    public const int PixelBytes = 4;

    private byte[]? _pixels;

    internal Picture(int width, int height)
    {
        (Width, Height) = (width, height);
        _pixels = ArrayPool<byte>.Shared.Rent(checked(width * height * PixelBytes));
    }

    /// <summary>Pixels of a row, at least 1.</summary>
    public int Width { get; }

    /// <summary>Rows, at least 1.</summary>
    public int Height { get; }

    /// <summary>All of it. Not to be used any more once the picture is disposed.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public Span<byte> Pixels
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pixels is null, this);
            return _pixels.AsSpan(0, Width * Height * PixelBytes);
        }
    }

    /// <summary>Whether any pixel is not quite opaque.</summary>
    public bool IsTransparent
    {
        get
        {
            var pixels = Pixels;
            for (var at = PixelBytes - 1; at < pixels.Length; at += PixelBytes)
            {
                if (pixels[at] != byte.MaxValue)
                    return true;
            }

            return false;
        }
    }

    /// <summary>One row of it, likewise.</summary>
    /// <param name="y">From the top, 0 to <see cref="Height"/> − 1.</param>
    public Span<byte> Row(int y) => Pixels.Slice(y * Width * PixelBytes, Width * PixelBytes);

    public void Dispose()
    {
        var pixels = _pixels;
        _pixels = null;
        if (pixels is not null)
            ArrayPool<byte>.Shared.Return(pixels);
    }
}
