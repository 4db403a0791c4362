using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>A picture as a server gives it: base64, a <c>data:</c> URL, or a link.</summary>
internal static class GivenImage
{
    /// <summary>Takes it, or fetches it.</summary>
    /// <param name="answer">The answer that it stands in.</param>
    /// <param name="value">What stands there.</param>
    /// <param name="client">Speaks with the backend.</param>
    /// <param name="connect">The limit for a connection.</param>
    /// <param name="limits">What it may hold.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it is, the caller's from now on, a picture or not; null: nothing stands there. Or why it could not be had.</returns>
    public static async ValueTask<Outcome<Payload?>> TakeAsync(ImageJson answer, JsonElement value, UpstreamClient client, TimeSpan connect, UpstreamLimits limits, CancellationToken cancellationToken)
    {
        if (value.ValueKind != JsonValueKind.String || JsonText.Of(value) is not { Length: > 0 } text)
            return Outcome.Of<Payload?>(null);
        if (!IsAbsolute(text))
        {
            if (!(await answer.TakeAsync(value, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var image, out var failure) && failure is not null)
                return failure;
            // Short base64 and a link that begins nowhere can look alike (a JPEG's begins with a slash): what is a picture was no link.
            if (image is { Type: not null } || text[0] == ImageJson.Mark || text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
                return Outcome.Of(image);
            image?.Dispose();
        }

        return (await LinkedImage.FetchAsync(client, text, connect, limits, cancellationToken).ConfigureAwait(false)).TryGet(out var fetched, out var refused) ? Outcome.Of<Payload?>(fetched) : refused;
    }

    private static bool IsAbsolute(string text) => text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
