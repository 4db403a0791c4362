using System.Buffers;
using System.Globalization;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces;

/// <summary>Writes a failure as the client's family reads it.</summary>
public static class ErrorBody
{
    private const int LongestModel = 200;

    /// <summary>The family that owns a path: unknown paths take the shape of their prefix, else OpenAI's.</summary>
    public static ErrorShape ShapeOf(string path)
    {
        if (Below(path, "/api/v1") || Below(path, "/transactions"))
            return ErrorShape.Inference;
        if (Below(path, "/sdapi") || Below(path, "/internal/ping"))
            return ErrorShape.WebUi;
        if (Below(path, "/v1/messages"))
            return ErrorShape.Anthropic;
        // Two families own it: until the body tells them apart, both can read this.
        if (Below(path, "/api/generate"))
            return ErrorShape.Details;
        return Below(path, "/api") ? ErrorShape.Ollama : ErrorShape.OpenAi;
    }

    /// <summary>The HTTP status of a failure: the table's, but for clients that know a body's faults by another.</summary>
    public static int StatusOf(ErrorShape shape, Failure failure) => shape == ErrorShape.WebUi && IsOfBody(failure) ? 422 : failure.Row.Status;

    /// <summary>Writes the whole body.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="shape">How the client reads errors.</param>
    /// <param name="failure">What went wrong.</param>
    /// <param name="requestId">Whose request.</param>
    /// <param name="model">The model that was asked for, where that is known: Ollama's clients look for it in the text.</param>
    public static void Write(IBufferWriter<byte> output, ErrorShape shape, Failure failure, string requestId, string? model = null)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        switch (shape)
        {
            case ErrorShape.OpenAi:
                WriteOpenAi(json, failure);
                break;
            case ErrorShape.Inference:
                json.WriteString("error", failure.Message);
                json.WriteString("request_id", requestId);
                break;
            case ErrorShape.Details:
                json.WriteString("error", Title(failure));
                json.WriteString("details", failure.Message);
                break;
            case ErrorShape.Anthropic:
                WriteAnthropic(json, failure);
                json.WriteString("request_id", requestId);
                break;
            case ErrorShape.Ollama:
                json.WriteString("error", failure.Kind == FailureKind.ModelNotFound && model is { Length: > 0 and <= LongestModel } ? $"model '{model}' not found" : failure.Message);
                break;
            case ErrorShape.WebUi when IsOfBody(failure):
                WriteFault(json, failure);
                break;
            case ErrorShape.WebUi:
                json.WriteString("error", "HTTPException");
                json.WriteString("detail", failure.Message);
                json.WriteString("body", "");
                json.WriteString("errors", "");
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>The members of Anthropic's shape, but for the request's id; answers and stream events share them.</summary>
    internal static void WriteAnthropic(Utf8JsonWriter json, Failure failure)
    {
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", AnthropicType(failure.Row.Status));
        json.WriteString("message", failure.Message);
        json.WriteEndObject();
    }

    /// <summary>The member <c>error</c> of OpenAI's shape; answers and stream events share it.</summary>
    internal static void WriteOpenAi(Utf8JsonWriter json, Failure failure)
    {
        json.WriteStartObject("error");
        json.WriteString("message", failure.Message);
        json.WriteString("type", failure.Row.Type);
        json.WriteString("param", failure.Param);
        json.WriteString("code", failure.Row.Code);
        json.WriteEndObject();
    }

    private static bool IsOfBody(Failure failure) => failure.Kind is FailureKind.InvalidJson or FailureKind.InvalidValue;

    // As pydantic tells it; a place in a list is a number there.
    private static void WriteFault(Utf8JsonWriter json, Failure failure)
    {
        json.WriteStartArray("detail");
        json.WriteStartObject();
        json.WriteStartArray("loc");
        json.WriteStringValue("body");
        foreach (var part in (failure.Param ?? "").Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                json.WriteNumberValue(index);
            else
                json.WriteStringValue(WebUiName(part));
        }

        json.WriteEndArray();
        json.WriteString("msg", failure.Message);
        json.WriteString("type", failure.Kind == FailureKind.InvalidJson ? "value_error.jsondecode" : "value_error");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // Backends name fields as OpenAI's clients do.
    private static string WebUiName(string field) => field switch
    {
        "sampler" => "sampler_name",
        "num_inference_steps" => "steps",
        "guidance_scale" => "cfg_scale",
        "strength" => "denoising_strength",
        "size" => "width",
        "image" => "init_images",
        _ => field,
    };

    private static string AnthropicType(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 or 529 => "overloaded_error",
        504 => "timeout_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };

    // The short half of the two-field shape: a word for the status; Akash's clients know "Invalid JSON" for every 400.
    private static string Title(Failure failure) => failure.Row.Status switch
    {
        400 => "Invalid JSON",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        408 => "Request timeout",
        413 => "Body too large",
        415 => "Unsupported media type",
        429 => "Too many requests",
        502 => "Bad gateway",
        503 => "Service unavailable",
        504 => "Gateway timeout",
        _ => "Internal error",
    };

    private static bool Below(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (path.Length == prefix.Length || path[prefix.Length] == '/');
}
