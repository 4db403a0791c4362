using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Reads <c>system</c>: a text, or blocks of text.</summary>
internal static class SystemText
{
    public static IReadOnlyList<ChatMessage> Read(Fields fields, Drops drops)
    {
        var parts = new List<ChatPart>();
        switch (fields.Any("system"))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.String } text:
                ContentBlocks.AddText(parts, JsonText.Of(text));
                break;
            case { ValueKind: JsonValueKind.Array } blocks:
                foreach (var block in ObjectList.Each(blocks, "system", fields.Faults))
                    ReadOne(block, parts, drops);
                break;
            case { } other:
                fields.Faults.Add("system", $"system must be a string or an array of text blocks, not {Fields.KindOf(other)}.");
                break;
        }

        return parts.Count == 0 ? [] : [new ChatMessage("system", parts) { Field = "system" }];
    }

    private static void ReadOne(Fields block, List<ChatPart> parts, Drops drops)
    {
        if (block.Text("type") != "text")
        {
            block.Faults.Add(block.PathOf("type"), $"{block.PathOf("type")} must be text.");
            return;
        }

        ContentBlocks.AddText(parts, ContentBlocks.Required(block, "text"));
        ContentBlocks.Close(block, "text", drops);
    }
}
