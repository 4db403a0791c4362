using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Surfaces;

namespace GenGateway.Server.Jobs;

/// <summary>A job's failure as its surface writes it.</summary>
internal static class JobErrors
{
    /// <summary>The body of a job's error.</summary>
    public static ReadOnlyMemory<byte> Of(Job job, Failure failure) => Body(job.Errors, failure, job.Asked.Request.Id, job.Asked.Request.Model);

    /// <summary>The error's body.</summary>
    /// <param name="shape">How the client reads errors.</param>
    /// <param name="failure">What went wrong.</param>
    /// <param name="requestId">Whose request.</param>
    /// <param name="model">The model that was asked for, where that is known.</param>
    public static ReadOnlyMemory<byte> Body(ErrorShape shape, Failure failure, string requestId, string? model = null)
    {
        if (failure.Verbatim is { } verbatim && IsJson(verbatim.Body.Span))
            return verbatim.Body;
        var body = new ArrayBufferWriter<byte>(256);
        ErrorBody.Write(body, shape, failure, requestId, model);
        return body.WrittenMemory;
    }

    /// <summary>Whether bytes are one JSON value.</summary>
    public static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            return JsonDocument.TryParseValue(ref reader, out var document) && Disposed(document) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Disposed(JsonDocument? document)
    {
        document?.Dispose();
        return true;
    }
}
