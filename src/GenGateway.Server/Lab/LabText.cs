using System.Globalization;
using System.Text.Json;

namespace GenGateway.Server.Lab;

/// <summary>What the lab's upstreams say when they are honest, in OpenAI's shapes.</summary>
internal static class LabText
{
    /// <summary>What no client may ever see: it stands in what upstreams say to the gateway alone.</summary>
    public const string Canary = "lab-canary";

    /// <summary>The gateway's key at the lab's upstreams.</summary>
    public const string Credential = "lab-canary-credential";

    /// <summary>The name of every model at the upstreams; clients know others.</summary>
    public const string Served = "served-by-the-lab";

    /// <summary>Tokens that nobody would arrive at by counting.</summary>
    public const int PromptTokens = 211;

    /// <inheritdoc cref="PromptTokens"/>
    public const int CompletionTokens = 47;

    private const string Head = $"\"id\":\"chatcmpl-lab\",\"created\":1700000000,\"model\":\"{Served}\"";

    /// <summary>The answer, as it comes in a stream.</summary>
    public static IReadOnlyList<string> Pieces { get; } = ["The ", "quick ", "brown ", "fox."];

    /// <summary>The answer.</summary>
    public static string Whole { get; } = string.Concat(Pieces);

    /// <summary>What has come when a stream breaks.</summary>
    public static string Begun { get; } = Pieces[0] + Pieces[1];

    public static string Usage => string.Create(CultureInfo.InvariantCulture, $"{{\"prompt_tokens\":{PromptTokens},\"completion_tokens\":{CompletionTokens},\"total_tokens\":{PromptTokens + CompletionTokens}}}");

    public static string Role => Chunk("""{"role":"assistant","content":""}""");

    public static string UsageChunk => $"{{{Head},\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{Usage}}}";

    public static string Piece(string text) => Chunk($"{{\"content\":\"{JsonEncodedText.Encode(text)}\"}}");

    public static string Finish(string reason = "stop") => Chunk("{}", $"\"{reason}\"");

    public static string Answer(string text, bool usage = true) =>
        $"{{{Head},\"object\":\"chat.completion\",\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":\"{JsonEncodedText.Encode(text)}\"}},\"finish_reason\":\"stop\"}}]{(usage ? $",\"usage\":{Usage}" : "")}}}";

    public static string Error(string message, string type = "server_error", string? code = null) =>
        $"{{\"error\":{{\"message\":\"{JsonEncodedText.Encode(message)}\",\"type\":\"{type}\",\"param\":null,\"code\":{(code is null ? "null" : $"\"{code}\"")}}}}}";

    private static string Chunk(string delta, string finish = "null") =>
        $"{{{Head},\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{finish}}}]}}";
}
