using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>
/// The member <c>thinking_blocks</c>, a habit of the field that OpenAI does not have: thoughts with the seals that their backend wants back unchanged, so that a client of this
/// protocol can go on with a conversation at a backend that signs.
/// </summary>
internal static class ThinkingBlocks
{
    /// <summary>Reads a message's thoughts; where there are no blocks, the readable text alone.</summary>
    /// <param name="message">The message.</param>
    /// <param name="text">What <c>reasoning_content</c> says; null: nothing.</param>
    public static IReadOnlyList<Thought> Read(Fields message, string? text)
    {
        if (message.Array("thinking_blocks") is not { } list || list.GetArrayLength() == 0)
            return text is null ? [] : [new Thought(text)];
        var thoughts = new List<Thought>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var path = message.PathOf($"thinking_blocks[{thoughts.Count}]");
            if (item.ValueKind != JsonValueKind.Object)
            {
                message.Faults.Add(path, $"{path} must be an object, not {Fields.KindOf(item)}.");
                break;
            }

            thoughts.Add(ReadOne(new Fields(item, path, message.Faults)));
        }

        return thoughts;
    }

    /// <summary>Writes the array of some thoughts.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<Thought> thoughts)
    {
        json.WriteStartArray("thinking_blocks");
        foreach (var thought in thoughts)
        {
            json.WriteStartObject();
            if (thought.Sealed is { } data)
            {
                json.WriteString("type", "redacted_thinking");
                json.WriteString("data", data);
            }
            else
            {
                json.WriteString("type", "thinking");
                json.WriteString("thinking", thought.Text);
                if (thought.Signature is { } signature)
                    json.WriteString("signature", signature);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Thought ReadOne(Fields block)
    {
        switch (block.Text("type"))
        {
            case "thinking":
                return new Thought(block.Text("thinking") ?? "", block.Name("signature"));
            case "redacted_thinking" when block.Name("data") is { } data:
                return new Thought("", Sealed: data);
            case "redacted_thinking":
                block.Faults.Add(block.PathOf("data"), $"{block.PathOf("data")} is missing: what the backend sealed, as it came.");
                return new Thought("");
            default:
                block.Faults.Add(block.PathOf("type"), $"{block.PathOf("type")} must be thinking or redacted_thinking.");
                return new Thought("");
        }
    }
}
