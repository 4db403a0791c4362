using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.A1111;

/// <summary>Answers in this server's own form. Only the 500 of an exception does not say how long it took.</summary>
public static class A1111Replies
{
    /// <summary>The graphics card has no room for the picture.</summary>
    public static WireReply OutOfMemory =>
        Thrown("OutOfMemoryError", "CUDA out of memory. Tried to allocate 2.25 GiB. GPU 0 has a total capacity of 7.79 GiB of which 1.12 GiB is free.");

    /// <summary>The model computes no numbers.</summary>
    public static WireReply Nans =>
        Thrown("NansException", "A tensor with NaNs was produced in Unet. Use --disable-nan-check commandline argument to disable this check.");

    /// <summary>What the server refuses with a reason.</summary>
    public static WireReply Refusal(int status, string detail) => Of(status, Shape("HTTPException", detail, ""));

    /// <summary>What nobody caught.</summary>
    /// <param name="type">The class of the exception.</param>
    /// <param name="message">Its text; <c>detail</c> stays empty.</param>
    public static WireReply Thrown(string type, string message) => Framed(500, Json.Utf8(Shape(type, "", message)), "application/json", timed: false);

    internal static WireReply NotFound => Of(404, new JsonObject { ["detail"] = "Not Found" });

    internal static WireReply Of(int status, JsonNode? body) => Framed(status, body is null ? "null"u8.ToArray() : Json.Utf8(body), "application/json", timed: true);

    internal static WireReply Html(string page) => Framed(200, Encoding.UTF8.GetBytes(page), "text/html; charset=utf-8", timed: true);

    /// <summary>The framework itself refuses the body.</summary>
    internal static WireReply Invalid(params JsonObject[] errors) => Of(422, new JsonObject { ["detail"] = new JsonArray([.. errors]) });

    internal static WireReply NoMethod(string allowed)
    {
        var reply = Of(405, new JsonObject { ["detail"] = "Method Not Allowed" });
        return reply with { Headers = [.. reply.Headers.Take(2), ("allow", allowed), .. reply.Headers.Skip(2)] };
    }

    private static JsonObject Shape(string error, string detail, string errors) => new() { ["error"] = error, ["detail"] = detail, ["body"] = "", ["errors"] = errors };

    private static WireReply Framed(int status, byte[] body, string contentType, bool timed)
    {
        List<(string, string)> headers =
        [
            ("date", TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture)),
            ("server", "uvicorn"),
            ("content-length", body.Length.ToString(CultureInfo.InvariantCulture)),
            ("content-type", contentType),
        ];
        if (timed)
            headers.Add(("x-process-time", "0.0021"));
        return new WireReply(status, body) { Headers = headers };
    }
}
