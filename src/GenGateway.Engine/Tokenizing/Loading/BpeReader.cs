using System.Text.Json;
using GenGateway.Engine.Tokenizing.Models;

namespace GenGateway.Engine.Tokenizing.Loading;

/// <summary>Reads the section <c>model</c>, which must be BPE.</summary>
internal static class BpeReader
{
    public static BpeModel Read(JsonNode model)
    {
        RequireBpe(model);
        RequireByteLevel(model);
        var vocabulary = ReadVocabulary(model.Required("vocab"));
        var merges = ReadMerges(model.Required("merges"), vocabulary);
        // A name for unknown characters that is no token itself stands in old files without being used.
        var unknown = model.Optional("unk_token") is { } name && vocabulary.TryGetId(name.Text(), out var id) ? id : -1;
        return new BpeModel(
            vocabulary, merges, model.Flag("ignore_merges", false), unknown, model.Flag("fuse_unk", false));
    }

    private static void RequireBpe(JsonNode model)
    {
        var type = model.Optional("type")?.Text();
        // Old files do not name the type: merges tell it.
        if (type == "BPE" || (type is null && model.Optional("merges") is not null))
            return;
        throw model.Fail(type is null
            ? "the model has neither a type nor merges, so it is not BPE; supported is BPE"
            : $"the model '{type}' is not supported; supported is BPE");
    }

    private static void RequireByteLevel(JsonNode model)
    {
        if (model.Optional("dropout") is { } dropout
            && !(dropout.Value.ValueKind == JsonValueKind.Number && dropout.Value.TryGetDouble(out var rate) && rate == 0))
            throw dropout.Fail("dropout is for training; supported are 0 and null");
        if (model.Flag("byte_fallback", false))
            throw model.Fail("byte_fallback is not supported; supported is byte-level BPE");
        foreach (var name in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model.Optional(name) is { } affix && affix.Text().Length > 0)
                throw affix.Fail($"{name} is not supported; supported is byte-level BPE, without");
        }
    }

    private static Vocabulary ReadVocabulary(JsonNode vocab)
    {
        vocab.RequireKind(JsonValueKind.Object, "an object");
        var ids = new Dictionary<string, int>(vocab.Value.GetPropertyCount());
        foreach (var member in vocab.Value.EnumerateObject())
        {
            string token;
            try
            {
                token = member.Name;
            }
            catch (InvalidOperationException cause)
            {
                throw new TokenizerFormatException(vocab.Place, $"token number {ids.Count} holds an escape of half a character", cause);
            }
            // Places are only written for complaints: this runs for every token of large files.
            ids[token] = member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var id) && id >= 0
                ? id
                : new JsonNode(member.Value, $"{vocab.Place}['{token}']").Id();
        }
        return new Vocabulary(ids);
    }

    private static MergeTable ReadMerges(JsonNode list, Vocabulary vocabulary)
    {
        list.RequireKind(JsonValueKind.Array, "a list");
        var table = new MergeTable(list.Value.GetArrayLength());
        var form = JsonValueKind.Undefined;
        var rank = 0;
        var index = -1;
        foreach (var item in list.Value.EnumerateArray())
        {
            index++;
            var node = new JsonNode(item, "");
            try
            {
                if (item.ValueKind == JsonValueKind.String && node.Text().StartsWith("#version", StringComparison.Ordinal))
                    continue;
                if (form != JsonValueKind.Undefined && form != item.ValueKind)
                    throw node.Fail("texts and pairs are mixed");
                form = item.ValueKind;
                var (left, right) = ReadPair(node);
                table.Add(Id(left), Id(right), rank++, Id(left + right));
            }
            catch (TokenizerFormatException problem)
            {
                throw problem.In($"{list.Place}[{index}]");
            }
            int Id(string token) => vocabulary.TryGetId(token, out var id) ? id : throw node.Fail($"'{token}' is not in the vocabulary");
        }
        return table;
    }

    private static (string Left, string Right) ReadPair(JsonNode node)
    {
        string[] parts = node.Value.ValueKind == JsonValueKind.Array
            ? [.. node.Items().Select(part => part.Text())]
            : node.Text().Split(' ');
        return parts is [var left, var right] ? (left, right) : throw node.Fail($"a merge names two tokens, not {parts.Length}");
    }
}
