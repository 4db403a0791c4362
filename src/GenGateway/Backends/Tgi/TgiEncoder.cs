using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>Writes one choice of a completion as a body of <c>/generate</c> and <c>/generate_stream</c>. What changes nothing is left out: the server refuses a <c>top_p</c> of 1 and a temperature of 0.</summary>
internal static class TgiEncoder
{
    /// <param name="task">The completion.</param>
    /// <param name="choice">Which of all its choices.</param>
    public static ReadOnlyMemory<byte> Encode(CompletionTask task, int choice) => RequestJson.Write(json =>
    {
        json.WriteText("inputs", task.Prompts[choice / task.N].Text);
        json.WriteStartObject("parameters");
        var parameters = task.Parameters;
        // Left out, the server samples where nothing is said at all, and takes the best token where anything is.
        json.WriteBoolean("do_sample", parameters is not ({ Temperature: 0 } or { TopP: 0 }));
        if (parameters.Temperature is > 0 and { } temperature)
            json.WriteNumber("temperature", temperature);
        if (parameters.TopP is > 0 and < 1 and { } topP)
            json.WriteNumber("top_p", topP);
        if (parameters.TopK is > 0 and { } topK)
            json.WriteNumber("top_k", topK);
        if (parameters.RepetitionPenalty is { } repetition)
            json.WriteNumber("repetition_penalty", repetition);
        if (parameters.FrequencyPenalty is { } frequency)
            json.WriteNumber("frequency_penalty", frequency);
        if (parameters.MaxTokens is { } most)
            json.WriteNumber("max_new_tokens", most);
        if (parameters.Seed is { } seed)
            json.WriteNumber("seed", (ulong)(seed + (choice % task.N)));
        if (parameters.Stop.Count > 0)
        {
            json.WriteStartArray("stop");
            foreach (var stop in parameters.Stop)
                json.WriteStringValue(stop);
            json.WriteEndArray();
        }

        if (parameters.TopLogprobs is > 0 and { } top)
            json.WriteNumber("top_n_tokens", top);
        json.WriteBoolean("return_full_text", false);
        json.WriteBoolean("details", true);
        json.WriteEndObject();
    });
}
