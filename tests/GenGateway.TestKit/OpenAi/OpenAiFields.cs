using System.Text.Json.Nodes;

namespace GenGateway.TestKit.OpenAi;

/// <summary>The fields that OpenAI knows, for each of its routes.</summary>
internal static class OpenAiFields
{
    private static readonly HashSet<string> Chat =
    [
        "messages", "model", "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "metadata",
        "modalities", "moderation", "n", "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention",
        "reasoning_effort", "response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream", "stream_options", "temperature", "tool_choice",
        "tools", "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
    ];

    private static readonly HashSet<string> Completion =
    [
        "model", "prompt", "best_of", "echo", "frequency_penalty", "logit_bias", "logprobs", "max_tokens", "n", "presence_penalty", "seed", "stop", "stream",
        "stream_options", "suffix", "temperature", "top_p", "user",
    ];

    private static readonly HashSet<string> Response =
    [
        "model", "input", "instructions", "max_output_tokens", "max_tool_calls", "metadata", "parallel_tool_calls", "previous_response_id", "conversation", "reasoning",
        "service_tier", "store", "stream", "stream_options", "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "background",
        "include", "prompt_cache_key", "prompt_cache_retention", "safety_identifier", "user",
    ];

    /// <summary>The first field that the route does not know, or null.</summary>
    public static string? Unknown(string path, JsonObject body)
    {
        var known = path switch { "/v1/chat/completions" => Chat, "/v1/completions" => Completion, _ => Response };
        return body.Select(member => member.Key).FirstOrDefault(name => !known.Contains(name));
    }
}
