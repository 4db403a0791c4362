using System.Text;
using System.Text.Json;

namespace GenGateway.Server.Lab;

/// <summary>Reads answers for the lab. It shares nothing with the gateway's own reading: what judges must not err where the judged errs.</summary>
internal static class AnswerReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="status">The answer's status.</param>
    /// <param name="mediaType">Its type without parameters.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="body">What has come of its body.</param>
    /// <param name="broke">Whether its connection broke.</param>
    public static LabAnswer Read(int status, string mediaType, IReadOnlyDictionary<string, string> headers, byte[] body, bool broke)
    {
        var defects = new List<string>();
        string text;
        try
        {
            text = Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            defects.Add("bytes that are no UTF-8");
            text = Encoding.UTF8.GetString(body);
        }

        var isStream = mediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);
        var answer = new LabAnswer { Status = status, IsStream = isStream, Headers = headers, Raw = text, Broke = broke };
        answer = isStream ? Events(answer, text, defects) : Document(answer, text, isChunk: false, defects);
        return answer with { Defects = defects };
    }

    private static LabAnswer Events(LabAnswer answer, string text, List<string> defects)
    {
        var data = new List<string>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data.Add(line["data:".Length..].TrimStart(' '));
            }
            else if (line.Length == 0 && data.Count > 0 && i < lines.Length - 1)
            {
                answer = Event(answer, string.Join('\n', data), defects);
                data.Clear();
            }
        }

        if (data.Count > 0 && (answer.Broke || answer.Dones > 0))
            defects.Add("an event that is cut");
        return answer;
    }

    private static LabAnswer Event(LabAnswer answer, string data, List<string> defects)
    {
        if (answer.Dones > 0)
            defects.Add("something behind [DONE]");
        else if (answer.Error is not null && data != "[DONE]")
            defects.Add("something behind the error event");
        return data == "[DONE]" ? answer with { Dones = answer.Dones + 1 } : Document(answer, data, isChunk: true, defects);
    }

    private static LabAnswer Document(LabAnswer answer, string text, bool isChunk, List<string> defects)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Document(answer, document.RootElement, isChunk);
        }
        catch (JsonException)
        {
            defects.Add(isChunk ? "an event that is no JSON" : "a body that is no JSON");
            return answer;
        }
    }

    private static LabAnswer Document(LabAnswer answer, JsonElement json, bool isChunk)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return answer;
        if (json.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
            answer = answer with { Error = TextOf(error, "code") ?? TextOf(error, "type") ?? "error" };
        if (TextOf(json, "model") is { } model && !answer.Models.Contains(model))
            answer = answer with { Models = [.. answer.Models, model] };
        if (json.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            answer = answer with { PromptTokens = NumberOf(usage, "prompt_tokens"), CompletionTokens = NumberOf(usage, "completion_tokens") };
        if (!json.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
            return answer;
        var choice = choices[0];
        var said = choice.TryGetProperty(isChunk ? "delta" : "message", out var message) ? TextOf(message, "content") : null;
        return answer with { Text = answer.Text + said, Finish = TextOf(choice, "finish_reason") ?? answer.Finish };
    }

    private static string? TextOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? NumberOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
