using System.Buffers;
using GenGateway.Errors;
using GenGateway.Surfaces;

namespace GenGateway.Server.Http;

/// <summary>Answers with a failure, in the shape of the route's family.</summary>
internal static class Refusal
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    public static async Task WriteAsync(HttpContext context, Failure failure)
    {
        var exchange = Exchange.Of(context);
        exchange.Failure ??= failure;
        var response = context.Response;
        if (response.HasStarted)
        {
            // An answer that has begun must not seem to end well.
            context.Abort();
            return;
        }

        if (failure.Kind == FailureKind.ClientLeft)
        {
            response.StatusCode = failure.Row.Status;
            // Else the server would look for the rest of the body and log an error that it is not there.
            context.Abort();
            return;
        }

        var body = new ArrayBufferWriter<byte>(256);
        if (failure.Verbatim is { } verbatim)
        {
            body.Write(verbatim.Body.Span);
            SetHeaders(response.Headers, failure);
            await Reply.SendAsync(context, verbatim.Status, verbatim.ContentType, body);
            return;
        }

        ErrorBody.Write(body, exchange.Errors, failure, exchange.RequestId, exchange.Model);
        SetHeaders(response.Headers, failure);
        await Reply.SendAsync(context, ErrorBody.StatusOf(exchange.Errors, failure), Reply.Json, body);
    }

    private static void SetHeaders(IHeaderDictionary headers, Failure failure)
    {
        var retry = failure.RetryAfter ?? (failure.Row.Status is 429 or 503 ? DefaultRetryAfter : null);
        if (retry is { } after)
            headers.RetryAfter = HeaderText.Seconds(after);
        if (failure.Kind == FailureKind.InvalidApiKey)
            headers.WWWAuthenticate = "Bearer";
        // The rest of a refused body is not waited for, and a stopping server wants its connections back.
        if (failure.Kind is FailureKind.Draining or FailureKind.BodyTooLarge or FailureKind.RequestTimeout)
            headers.Connection = "close";
    }
}
