using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Reads the bodies of the routes about tokens.</summary>
internal static class TokenBody
{
    private const int MostTokens = 1_000_000;

    public static Outcome<TokenQuery> Read(ReadOnlyMemory<byte> body, string route)
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;
        var fields = new Fields(document.RootElement, "", new Faults());
        var query = Read(fields, route);
        return fields.Faults.First is { } fault ? fault : query;
    }

    public static bool WantsStrings(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("return_token_strs", out var value) && value.ValueKind == JsonValueKind.True;
    }

    private static TokenQuery Read(Fields fields, string route)
    {
        if (route == TokenSurface.Detokenize)
            return new TokenQuery.Decode(Tokens(fields));
        if (route == TokenSurface.ApplyTemplate)
            return Conversation(fields);
        if (fields.Any("messages") is not null)
            return new TokenQuery.EncodeChat(Conversation(fields), fields.Flag("add_special_tokens") ?? false);
        if (fields.Text("prompt") is not { } text)
        {
            fields.Faults.Add("prompt", "prompt is missing: a text, or messages in its place.");
            text = "";
        }

        return new TokenQuery.Encode(text, fields.Flag("add_special_tokens") ?? true);
    }

    private static TokenQuery.Render Conversation(Fields fields)
    {
        var messages = ChatMessages.Read(fields, new Drops());
        var variables = new Dictionary<string, object?>();
        if (fields.Any("chat_template_kwargs") is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var property in given.EnumerateObject())
                variables[JsonText.NameOf(property)] = Value(property.Value);
        }

        if (fields.Array("tools") is { } tools)
            variables["tools"] = Value(tools);
        return new(messages, fields.Flag("add_generation_prompt") ?? true, variables);
    }

    private static List<int> Tokens(Fields fields)
    {
        var tokens = new List<int>();
        if (fields.Array("tokens") is not { } list)
        {
            fields.Faults.Add("tokens", "tokens is missing: an array of token ids.");
            return tokens;
        }

        if (list.GetArrayLength() > MostTokens)
            fields.Faults.Add("tokens", $"tokens may have at most {MostTokens} entries.");
        foreach (var item in list.EnumerateArray())
        {
            if (!Numbers.TryInteger(item, out var token) || token is < 0 or > int.MaxValue)
            {
                fields.Faults.Add($"tokens[{tokens.Count}]", $"tokens[{tokens.Count}] must be a token id, an integer of at least 0.");
                break;
            }

            tokens.Add((int)token);
        }

        return tokens;
    }

    private static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().DistinctBy(JsonText.NameOf).ToDictionary(JsonText.NameOf, static property => Value(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.String => JsonText.Of(json),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
