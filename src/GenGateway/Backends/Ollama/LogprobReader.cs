using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Reads <c>logprobs</c>: how likely the tokens of an object's text were.</summary>
internal static class LogprobReader
{
    /// <summary>The tokens; none where nothing is told, and none of what is no token.</summary>
    public static IReadOnlyList<TokenLogprob> Read(JsonElement json) => Tokens(json, "logprobs");

    // Most lines have none, and a line costs no more for that.
    private static TokenLogprob[] Tokens(JsonElement json, string name) =>
        WireText.Member(json, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(Token).OfType<TokenLogprob>()] : [];

    private static TokenLogprob? Token(JsonElement item)
    {
        if (WireText.Member(item, "logprob") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetSingle(out var logprob) || !float.IsFinite(logprob))
            return null;
        return new TokenLogprob(WireText.Text(item, "token") ?? "", logprob, Bytes(item))
        {
            Top = Tokens(item, "top_logprobs"),
        };
    }

    private static ReadOnlyMemory<byte>? Bytes(JsonElement item)
    {
        if (WireText.Member(item, "bytes") is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var bytes = new List<byte>(list.GetArrayLength());
        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.Number || !one.TryGetByte(out var value))
                return null;
            bytes.Add(value);
        }

        return bytes.ToArray();
    }
}
