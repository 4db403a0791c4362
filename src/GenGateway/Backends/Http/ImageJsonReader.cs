using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Reads a JSON answer as it comes and takes its long strings of base64 out, so that a picture of 20 MB is never a string of 27. One answer, one reader.</summary>
/// <remarks>A string is taken out once it is longer than <see cref="Longest"/> and all digits of base64 so far, behind the head of a <c>data:</c> URL or without one.</remarks>
internal sealed class ImageJsonReader : IDisposable
{
    /// <summary>Bytes that any string may have and stay.</summary>
    private const int Longest = 4096;

    private const int LongestEscape = 6;
    private const int Piece = 64 << 10;

    // The backslash begins an escape: some writers escape the slash and the plus.
    private static readonly SearchValues<byte> Digits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\\"u8);

    private readonly string _backend;
    private readonly UpstreamLimits _limits;
    private readonly MemoryHold _hold;
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly ArrayBufferWriter<byte> _text = new(256);
    private readonly List<Payload?> _images = [];
    private readonly byte[] _escape = new byte[LongestEscape];
    private Base64Payload? _image;
    private int _escaped;
    private Place _place = Place.Outside;
    private bool _isGiven;

    /// <param name="backend">Whose answer it is, for messages.</param>
    /// <param name="limits">A picture may have <c>AnswerBytes</c>, all but the pictures <c>EventBytes</c>.</param>
    public ImageJsonReader(string backend, UpstreamLimits limits) => (_backend, _limits, _hold) = (backend, limits, limits.Memory.Hold());

    private enum Place
    {
        /// <summary>Between strings.</summary>
        Outside,

        /// <summary>In a string that may become a picture.</summary>
        Text,

        /// <summary>In a string that is long and none.</summary>
        LongText,

        /// <summary>In a picture.</summary>
        Image,
    }

    /// <summary>Reads an answer to its end.</summary>
    /// <param name="backend">Whose answer it is, for messages.</param>
    /// <param name="stream">The answer's body; stays the caller's.</param>
    /// <param name="limits">A picture may have <c>AnswerBytes</c>, all but the pictures <c>EventBytes</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer, or why it is none.</returns>
    public static async ValueTask<Outcome<ImageJson>> ReadAsync(string backend, Stream stream, UpstreamLimits limits, CancellationToken cancellationToken)
    {
        using var reader = new ImageJsonReader(backend, limits);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (await reader.AddAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false) is { } failure)
                    return failure;
            }

            return reader.Finish();
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Failure(FailureKind.BackendError, $"Backend '{backend}' broke its answer off.") { Cause = thrown };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    public void Dispose()
    {
        _image?.Dispose();
        if (_isGiven)
            return;
        foreach (var image in _images)
            image?.Dispose();
        _hold.Dispose();
    }

    /// <summary>Takes the next bytes.</summary>
    /// <returns>Why it cannot; null: it did.</returns>
    public async ValueTask<Failure?> AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var length = StretchLength(bytes.Span);
            // What ends a stretch is a quote, or a byte of an escape.
            var failure = length > 0 ? await AddStretchAsync(bytes[..length], cancellationToken).ConfigureAwait(false) : await AddEndAsync(bytes.Span[0], cancellationToken).ConfigureAwait(false);
            if (failure is not null)
                return failure;
            bytes = bytes[Math.Max(length, 1)..];
        }

        return null;
    }

    /// <summary>Bytes up to what has a meaning of its own.</summary>
    private int StretchLength(ReadOnlySpan<byte> bytes)
    {
        if (_escaped > 0)
            return 0;
        var end = _place == Place.Outside ? bytes.IndexOf((byte)'"') : bytes.IndexOfAny((byte)'"', (byte)'\\');
        return end < 0 ? bytes.Length : end;
    }

    private ValueTask<Failure?> AddEndAsync(byte end, CancellationToken cancellationToken)
    {
        if (_place != Place.Outside)
            return _escaped == 0 && end == (byte)'"' ? EndStringAsync(cancellationToken) : AddEscapeAsync(end, cancellationToken);
        _place = Place.Text;
        return default;
    }

    private ValueTask<Failure?> AddStretchAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        switch (_place)
        {
            case Place.Image:
                return _image!.WriteAsync(bytes, cancellationToken);
            case Place.Text:
                _text.Write(bytes.Span);
                return _text.WrittenCount > Longest ? DecideAsync(cancellationToken) : default;
            default:
                return ValueTask.FromResult(Keep(bytes.Span));
        }
    }

    private ValueTask<Failure?> AddEscapeAsync(byte next, CancellationToken cancellationToken)
    {
        _escape[_escaped++] = next;
        if (_escaped == 1 || (_escape[1] == (byte)'u' && _escaped < LongestEscape))
            return default;
        var escape = _escape.AsMemory(0, _escaped);
        _escaped = 0;
        return _place == Place.Image ? _image!.WriteAsync(Meant(escape.Span), cancellationToken) : AddStretchAsync(escape, cancellationToken);
    }

    /// <summary>A string has become long: it is a picture, or it is none.</summary>
    private async ValueTask<Failure?> DecideAsync(CancellationToken cancellationToken)
    {
        var text = _text.WrittenMemory;
        var head = HeadLength(text.Span);
        if (text.Span[head..].ContainsAnyExcept(Digits))
        {
            _place = Place.LongText;
            var failure = Keep("\""u8) ?? Keep(text.Span);
            _text.ResetWrittenCount();
            return failure;
        }

        _place = Place.Image;
        _image = new Base64Payload(new PayloadWriter(_limits.Incoming, _limits.Memory, _limits.AnswerBytes));
        for (var rest = text[head..]; !rest.IsEmpty;)
        {
            var length = rest.Span.IndexOf((byte)'\\') is >= 0 and var end ? end : rest.Length;
            if (await _image.WriteAsync(rest[..length], cancellationToken).ConfigureAwait(false) is { } failure)
                return failure;
            rest = rest[length..];
            if (rest.IsEmpty)
                break;
            var escape = rest[..(rest.Span[1] == (byte)'u' ? LongestEscape : 2)];
            if (await _image.WriteAsync(Meant(escape.Span), cancellationToken).ConfigureAwait(false) is { } refused)
                return refused;
            rest = rest[escape.Length..];
        }

        _text.ResetWrittenCount();
        return null;
    }

    private async ValueTask<Failure?> EndStringAsync(CancellationToken cancellationToken)
    {
        var place = _place;
        _place = Place.Outside;
        if (place == Place.LongText)
            return Keep("\""u8);
        if (place == Place.Text)
        {
            var failure = Keep("\""u8) ?? Keep(_text.WrittenSpan) ?? Keep("\""u8);
            _text.ResetWrittenCount();
            return failure;
        }

        using var decoder = _image!;
        _image = null;
        if (!(await decoder.FinishAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var image, out var broken))
            return broken;
        _images.Add(image);
        return decoder.IsWrong ? Broken("a picture that is no base64") : KeepMark(_images.Count - 1);
    }

    /// <summary>Nothing more comes.</summary>
    /// <returns>The answer, the caller's from now on; or why it is none.</returns>
    public Outcome<ImageJson> Finish()
    {
        if (_place != Place.Outside)
            return Broken("an answer that breaks off within a text");
        try
        {
            var document = JsonDocument.Parse(_json.WrittenMemory);
            _isGiven = true;
            return new ImageJson(document, _images, _hold);
        }
        catch (JsonException)
        {
            return Broken("an answer that is no JSON");
        }
    }

    private Failure? KeepMark(int number)
    {
        Span<byte> mark = stackalloc byte[24];
        "\"\\u0001"u8.CopyTo(mark);
        Utf8Formatter.TryFormat(number, mark[7..], out var digits);
        mark[7 + digits] = (byte)'"';
        return Keep(mark[..(8 + digits)]);
    }

    private Failure? Keep(ReadOnlySpan<byte> bytes)
    {
        if (_json.WrittenCount + bytes.Length > _limits.EventBytes)
            return Broken($"an answer that is longer than limits.event_bytes ({_limits.EventBytes}) without its pictures");
        _json.Write(bytes);
        return _hold.TryGrowTo(_json.Capacity) ? null : _limits.Memory.Full();
    }

    private Failure Broken(string what) => new(FailureKind.BackendError, $"Backend '{_backend}' sent {what}.");

    // Behind the comma of a data: URL.
    private static int HeadLength(ReadOnlySpan<byte> text) => text.StartsWith("data:"u8) ? text.IndexOf((byte)',') + 1 : 0;

    /// <summary>The digit that an escape means; what can be none becomes a byte that is none.</summary>
    private static byte[] Meant(ReadOnlySpan<byte> escape) => escape[1] switch
    {
        (byte)'u' => [uint.TryParse(escape[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code < 0x80 ? (byte)code : (byte)'!'],
        (byte)'n' or (byte)'r' or (byte)'t' => " "u8.ToArray(),
        var other => [other],
    };
}
