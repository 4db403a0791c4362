using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Reads a choice's <c>logprobs</c>: a chat's object, which llama-server has for completions too, or the older one of lists. What is neither (Together's bare number) says nothing.</summary>
internal static class LogprobsReader
{
    public static IReadOnlyList<TokenLogprob> Read(JsonElement choice)
    {
        if (WireText.Member(choice, "logprobs") is not { ValueKind: JsonValueKind.Object } logprobs)
            return [];
        if (WireText.Member(logprobs, "content") is { ValueKind: JsonValueKind.Array } content)
            return [.. content.EnumerateArray().Select(Entry).OfType<TokenLogprob>()];
        return Lists(logprobs);
    }

    private static TokenLogprob? Entry(JsonElement json) =>
        One(json) is { } token ? token with { Top = [.. WireText.Items(json, "top_logprobs").Select(One).OfType<TokenLogprob>()] } : null;

    private static TokenLogprob? One(JsonElement json) =>
        WireText.Member(json, "token") is { ValueKind: JsonValueKind.String } token && Number(WireText.Member(json, "logprob")) is { } logprob
            ? new TokenLogprob(JsonText.Of(token), logprob, Bytes(json))
            : null;

    private static ReadOnlyMemory<byte>? Bytes(JsonElement json)
    {
        if (WireText.Member(json, "bytes") is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var bytes = new byte[list.GetArrayLength()];
        var at = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetByte(out bytes[at++]))
                return null;
        }

        return bytes;
    }

    private static List<TokenLogprob> Lists(JsonElement logprobs)
    {
        JsonElement[] tokens = [.. WireText.Items(logprobs, "tokens")];
        JsonElement[] values = [.. WireText.Items(logprobs, "token_logprobs")];
        JsonElement[] tops = [.. WireText.Items(logprobs, "top_logprobs")];
        var read = new List<TokenLogprob>(tokens.Length);
        for (var at = 0; at < tokens.Length; at++)
        {
            // The first token of an echoed prompt has no probability.
            if (tokens[at].ValueKind != JsonValueKind.String || at >= values.Length || Number(values[at]) is not { } logprob)
                continue;
            read.Add(new TokenLogprob(JsonText.Of(tokens[at]), logprob, null) { Top = at < tops.Length ? Top(tops[at]) : [] });
        }

        return read;
    }

    private static TokenLogprob[] Top(JsonElement json) => json.ValueKind != JsonValueKind.Object
        ? []
        : [.. json.EnumerateObject()
            .Select(static property => Number(property.Value) is { } logprob ? new TokenLogprob(JsonText.NameOf(property), logprob, null) : null)
            .OfType<TokenLogprob>()
            .OrderByDescending(static token => token.Logprob)];

    private static float? Number(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Number } value && value.TryGetSingle(out var number) && float.IsFinite(number) ? number : null;
}
