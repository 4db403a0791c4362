using System.Text.Json.Nodes;
using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.A1111;

/// <summary>Reads the pictures that a request brings.</summary>
internal static class A1111Pictures
{
    /// <summary>The given pictures and behind them the mask; or what the server says to them.</summary>
    public static WireReply? Read(JsonObject parameters, JsonObject settings, out IReadOnlyList<byte[]> pictures)
    {
        List<byte[]> read = [];
        pictures = read;
        if (parameters["init_images"] is not JsonArray given)
            return null;
        foreach (var picture in (IEnumerable<string?>)[.. given.Select(item => item is JsonValue value && value.TryGetValue<string>(out var text) ? text : ""), Json.Text(parameters, "mask")])
        {
            if (picture is null)
                continue;
            if (picture.StartsWith("http://", StringComparison.Ordinal) || picture.StartsWith("https://", StringComparison.Ordinal))
                return A1111Replies.Refusal(500, Json.IsTrue(settings, "api_enable_requests") ? "Request to local resource not allowed" : "Requests not allowed");
            if (Decode(picture) is not { } bytes)
                return A1111Replies.Refusal(500, "Invalid encoded image");
            read.Add(bytes);
        }

        var most = Json.Number(parameters, "batch_size") ?? 1;
        return given.Count > 1 && given.Count > most ? A1111Replies.Thrown("RuntimeError", $"bad number of images passed: {given.Count}; expecting {most} or less") : null;
    }

    private static byte[]? Decode(string picture)
    {
        var text = picture.StartsWith("data:image/", StringComparison.Ordinal) ? picture[(picture.IndexOf(',', StringComparison.Ordinal) + 1)..] : picture;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && FakePictureKind.Of(bytes.AsSpan(0, length)) is not null ? bytes[..length] : null;
    }
}
