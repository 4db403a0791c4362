using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Reads <c>prompt</c>, or the <c>input</c> of embeddings: a string, strings, tokens, or lists of tokens.</summary>
internal static class CompletionPrompts
{
    private const string Wanted = "a string, an array of strings, an array of token ids, or an array of arrays of token ids";
    private const int MostPrompts = 128;

    /// <param name="fields">The body.</param>
    /// <param name="name">The member.</param>
    /// <param name="most">Entries at most.</param>
    public static IReadOnlyList<CompletionPrompt> Read(Fields fields, string name = "prompt", int most = MostPrompts)
    {
        var faults = fields.Faults;
        if (fields.Any(name) is not { } prompt)
        {
            faults.Add(name, $"{name} is missing: send {Wanted}.");
            return [];
        }

        if (prompt.ValueKind == JsonValueKind.String)
            return [new CompletionPrompt(name, JsonText.Of(prompt), null)];
        if (prompt.ValueKind != JsonValueKind.Array || prompt.GetArrayLength() == 0)
        {
            faults.Add(name, $"{name} must be {Wanted}, and not empty.");
            return [];
        }

        // The first entry says what all of them are.
        return prompt[0].ValueKind switch
        {
            JsonValueKind.Number => [new CompletionPrompt(name, null, Tokens(prompt, name, faults))],
            JsonValueKind.String => Each(prompt, name, most, faults, JsonValueKind.String, "a string", static (item, path, _) => new(path, JsonText.Of(item), null)),
            JsonValueKind.Array => Each(prompt, name, most, faults, JsonValueKind.Array, "an array of token ids", static (item, path, faults) => new(path, null, Tokens(item, path, faults))),
            _ => Wrong(prompt[0], $"{name}[0]", "a string, a token id or an array of token ids", faults),
        };
    }

    private static IReadOnlyList<CompletionPrompt> Each(
        JsonElement list, string name, int most, Faults faults, JsonValueKind kind, string wanted, Func<JsonElement, string, Faults, CompletionPrompt> read)
    {
        if (list.GetArrayLength() > most)
        {
            faults.Add(name, $"{name} may have at most {most} entries; this one has {list.GetArrayLength()}.");
            return [];
        }

        var prompts = new List<CompletionPrompt>();
        foreach (var item in list.EnumerateArray())
        {
            var path = $"{name}[{prompts.Count}]";
            if (item.ValueKind != kind)
                return Wrong(item, path, wanted, faults);
            prompts.Add(read(item, path, faults));
        }

        return prompts;
    }

    private static IReadOnlyList<CompletionPrompt> Wrong(JsonElement item, string path, string wanted, Faults faults)
    {
        faults.Add(path, $"{path} must be {wanted}, not {Fields.KindOf(item)}.");
        return [];
    }

    private static List<int> Tokens(JsonElement list, string path, Faults faults)
    {
        var tokens = new List<int>(list.GetArrayLength());
        if (list.GetArrayLength() == 0)
            faults.Add(path, $"{path} must have at least one token id.");
        foreach (var item in list.EnumerateArray())
        {
            if (!Numbers.TryInteger(item, out var token) || token is < 0 or > int.MaxValue)
            {
                faults.Add($"{path}[{tokens.Count}]", $"{path}[{tokens.Count}] must be a token id, an integer of at least 0.");
                break;
            }

            tokens.Add((int)token);
        }

        return tokens;
    }
}
