using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Writes <c>options</c>: how to sample, in Ollama's words.</summary>
internal static class OllamaOptions
{
    public static void Write(Utf8JsonWriter json, TextParameters parameters, int choice, OllamaSettings settings)
    {
        var names = Names(parameters).ToArray();
        var defaults = settings.Options.Where(option => !names.Contains(option.Key)).ToArray();
        if (names.Length + defaults.Length == 0)
            return;

        json.WriteStartObject("options");
        if (parameters.MaxTokens is { } maxTokens)
            json.WriteNumber("num_predict", maxTokens);
        // Choices of one request differ, and the same request gives the same choices again.
        if (parameters.Seed is { } seed)
            json.WriteNumber("seed", unchecked(seed + choice));
        Write(json, "temperature", parameters.Temperature);
        Write(json, "top_p", parameters.TopP);
        if (parameters.TopK is { } topK)
            json.WriteNumber("top_k", Math.Max(topK, 0));
        Write(json, "min_p", parameters.MinP);
        Write(json, "repeat_penalty", parameters.RepetitionPenalty);
        Write(json, "presence_penalty", parameters.PresencePenalty);
        Write(json, "frequency_penalty", parameters.FrequencyPenalty);
        if (parameters.Stop.Count > 0)
        {
            json.WriteStartArray("stop");
            foreach (var stop in parameters.Stop)
                json.WriteStringValue(stop);
            json.WriteEndArray();
        }

        foreach (var (name, raw) in defaults)
            RequestJson.WriteRaw(json, name, raw);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
            json.WriteNumber(name, known);
    }

    /// <summary>The options that the client decides.</summary>
    private static IEnumerable<string> Names(TextParameters parameters)
    {
        if (parameters.MaxTokens is not null)
            yield return "num_predict";
        if (parameters.Seed is not null)
            yield return "seed";
        if (parameters.Temperature is not null)
            yield return "temperature";
        if (parameters.TopP is not null)
            yield return "top_p";
        if (parameters.TopK is not null)
            yield return "top_k";
        if (parameters.MinP is not null)
            yield return "min_p";
        if (parameters.RepetitionPenalty is not null)
            yield return "repeat_penalty";
        if (parameters.PresencePenalty is not null)
            yield return "presence_penalty";
        if (parameters.FrequencyPenalty is not null)
            yield return "frequency_penalty";
        if (parameters.Stop.Count > 0)
            yield return "stop";
    }
}
