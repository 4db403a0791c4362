using System.Buffers;
using GenGateway.Errors;

namespace GenGateway.Server.Http;

/// <summary>Whole bodies of whatever is not generated.</summary>
internal static class Reply
{
    public const string Json = "application/json";

    /// <summary>Answers what <paramref name="write"/> writes, or the failure that it returns.</summary>
    public static Task JsonAsync(HttpContext context, Func<IBufferWriter<byte>, Failure?> write)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        return write(body) is { } failure ? Refusal.WriteAsync(context, failure) : SendAsync(context, StatusCodes.Status200OK, Json, body);
    }

    /// <summary>Answers what <paramref name="write"/> writes.</summary>
    public static Task JsonAsync(HttpContext context, int status, Action<IBufferWriter<byte>> write)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        write(body);
        return SendAsync(context, status, Json, body);
    }

    /// <summary>Answers a body that is there.</summary>
    public static async Task SendAsync(HttpContext context, int status, string contentType, ArrayBufferWriter<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.WrittenCount;
        response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
