using System.Text;

namespace GenGateway.Load.Engine;

/// <summary>One streamed chat, with the time of every content event. Times are since the request was sent.</summary>
internal sealed record ChatStream(TimeSpan First, TimeSpan Last, IReadOnlyList<TimeSpan> Events, bool Complete)
{
    /// <summary>Sends a chat and reads its stream to the end.</summary>
    /// <param name="http">Points at the server.</param>
    /// <param name="model">Which model; null for the default.</param>
    /// <param name="forbidden">Members of <c>logit_bias</c>.</param>
    /// <param name="prompt">What the user says.</param>
    /// <param name="tokens">Most tokens to generate.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ChatStream> RunAsync(HttpClient http, string? model, string forbidden, string prompt, int tokens, CancellationToken cancellationToken)
    {
        var named = model is null ? "" : $"\"model\":\"{model}\",";
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = new StringContent($"{{{named}\"stream\":true,\"temperature\":1,\"seed\":1,\"logit_bias\":{{{forbidden}}},\"max_tokens\":{tokens},\"messages\":[{{\"role\":\"user\",\"content\":\"{prompt}\"}}]}}", Encoding.UTF8, "application/json"),
        };
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));

        var events = new List<TimeSpan>(tokens);
        var complete = false;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == "data: [DONE]")
                complete = true;
            else if (line.Contains("\"content\":\"", StringComparison.Ordinal) && !line.Contains("\"content\":\"\"", StringComparison.Ordinal))
                events.Add(clock.GetElapsedTime(began));
        }

        return new(events.FirstOrDefault(), events.LastOrDefault(), events, complete);
    }
}
