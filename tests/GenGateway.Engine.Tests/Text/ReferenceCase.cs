using System.Text.Json;

namespace GenGateway.Engine.Tests.Text;

/// <summary>One prompt and what PyTorch made of it.</summary>
internal sealed record ReferenceCase(
    string Name, string Text, int[] Ids, float[] Logits, int[] Tokens, double[] LogProbabilities, string Decoded)
{
    public static ReferenceCase Read(JsonElement element) => new(
        element.GetProperty("case").GetString()!,
        element.GetProperty("text").GetString()!,
        [.. element.GetProperty("ids").EnumerateArray().Select(each => each.GetInt32())],
        [.. element.GetProperty("logits").EnumerateArray().Select(each => each.GetSingle())],
        [.. element.GetProperty("tokens").EnumerateArray().Select(each => each.GetInt32())],
        [.. element.GetProperty("logprobs").EnumerateArray().Select(each => each.GetDouble())],
        element.GetProperty("decoded").GetString()!);
}
