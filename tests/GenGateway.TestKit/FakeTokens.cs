using System.Text;

namespace GenGateway.TestKit;

/// <summary>The tokenizer of all fakes: a token is a character, so that every text comes back as it was.</summary>
public static class FakeTokens
{
    /// <summary>What a text begins with, if it is asked for.</summary>
    public const int Beginning = 1;

    private const int First = 1000;

    public static IReadOnlyList<int> Encode(string text, bool beginning = false) =>
        [.. beginning ? [Beginning] : (int[])[], .. text.EnumerateRunes().Select(rune => First + rune.Value)];

    /// <summary>Tokens that stand for no character are left out.</summary>
    public static string Decode(IEnumerable<int> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            if (Rune.TryCreate(token - First, out var rune))
                text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
