using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>A JSON answer whose pictures, long strings of base64, were taken out while it came. One owner, who disposes the pictures that nobody took.</summary>
internal sealed class ImageJson : IDisposable
{
    /// <summary>What stands where a picture stood: this and its number.</summary>
    internal const char Mark = '\u0001';

    private readonly JsonDocument _document;
    private readonly List<Payload?> _images;
    private readonly MemoryHold _hold;

    internal ImageJson(JsonDocument document, List<Payload?> images, MemoryHold hold) => (_document, _images, _hold) = (document, images, hold);

    /// <summary>The answer, but for the pictures.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>Takes the picture that a string is, whether it was taken out or was too short for that; a <c>data:</c> URL is one, too.</summary>
    /// <param name="text">A string of <see cref="Root"/>.</param>
    /// <param name="limits">What one may hold.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The picture, the caller's from now on; null: the string is none, or was taken before.</returns>
    public async ValueTask<Outcome<Payload?>> TakeAsync(JsonElement text, UpstreamLimits limits, CancellationToken cancellationToken)
    {
        if (text.ValueKind != JsonValueKind.String || text.GetString() is not { Length: > 0 } value)
            return Outcome.Of<Payload?>(null);
        if (value[0] == Mark)
            return Outcome.Of(TryTake(value, out var taken) ? taken : null);
        using var decoder = new Base64Payload(new PayloadWriter(limits.Incoming, limits.Memory, limits.AnswerBytes));
        if (await decoder.WriteAsync(Encoding.UTF8.GetBytes(value[BeginOf(value)..]), cancellationToken).ConfigureAwait(false) is { } failure)
            return failure;
        if (!(await decoder.FinishAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var image, out failure))
            return failure;
        if (!decoder.IsWrong && image.Length > 0)
            return Outcome.Of<Payload?>(image);
        image.Dispose();
        return Outcome.Of<Payload?>(null);
    }

    public void Dispose()
    {
        foreach (var image in _images)
            image?.Dispose();
        _images.Clear();
        _document.Dispose();
        _hold.Dispose();
    }

    /// <summary>Where the base64 begins: behind the comma of a <c>data:</c> URL.</summary>
    internal static int BeginOf(string text) => text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? text.IndexOf(',', StringComparison.Ordinal) + 1 : 0;

    private bool TryTake(string mark, [NotNullWhen(true)] out Payload? image)
    {
        image = null;
        if (!int.TryParse(mark.AsSpan(1), out var number) || number < 0 || number >= _images.Count)
            return false;
        (image, _images[number]) = (_images[number], null);
        return image is not null;
    }
}
