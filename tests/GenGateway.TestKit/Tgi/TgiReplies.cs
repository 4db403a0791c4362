using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Tgi;

/// <summary>Errors as TGI says them.</summary>
public static class TgiReplies
{
    public static WireReply Overloaded { get; } = Error(429, "Model is overloaded", "overloaded");

    public static WireReply GenerationFailed { get; } = Error(424, "Request failed during generation: Server error: CUDA out of memory", "generation");

    public static WireReply Incomplete { get; } = Error(500, "Incomplete generation", "incomplete_generation");

    public static WireReply Unhealthy { get; } = Error(503, "unhealthy", "healthcheck");

    public static WireReply TemplateError { get; } = Error(422, "Template error: template not found", "template_error");

    public static WireReply Validation(string message) => Error(422, $"Input validation error: {message}", "validation");

    public static WireReply Error(int status, string message, string type) => WireReply.Of(status, ErrorBody(message, type));

    internal static JsonObject ErrorBody(string message, string type) => new() { ["error"] = message, ["error_type"] = type };
}
