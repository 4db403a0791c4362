using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Reads a block of the type <c>document</c>: one of text is that text, any other is named as dropped.</summary>
internal static class DocumentBlocks
{
    public static void Read(Fields block, List<ChatPart> parts, Drops drops)
    {
        if (block.Object("source") is not { } source)
        {
            block.Faults.Add(block.PathOf("source"), $"{block.PathOf("source")} is missing: an object with a type.");
            return;
        }

        switch (source.Text("type"))
        {
            case "text":
                ContentBlocks.AddText(parts, ContentBlocks.Required(source, "data"));
                break;
            case "content":
                Content(source, parts);
                break;
            case "base64" or "url" or "file":
                drops.Add("messages.document");
                // What would be said of its members was said with it.
                foreach (var name in (ReadOnlySpan<string>)["title", "context", "citations"])
                    block.Any(name);
                break;
            default:
                source.Faults.Add(source.PathOf("type"), $"{source.PathOf("type")} must be text, content, base64, url or file.");
                break;
        }
    }

    private static void Content(Fields source, List<ChatPart> parts)
    {
        var path = source.PathOf("content");
        switch (source.Any("content"))
        {
            case { ValueKind: JsonValueKind.String } text:
                ContentBlocks.AddText(parts, JsonText.Of(text));
                break;
            case { ValueKind: JsonValueKind.Array } blocks:
                foreach (var block in ObjectList.Each(blocks, path, source.Faults))
                    Part(block, parts);
                break;
            default:
                source.Faults.Add(path, $"{path} must be a string or an array of blocks.");
                break;
        }
    }

    private static void Part(Fields block, List<ChatPart> parts)
    {
        switch (block.Text("type"))
        {
            case "text":
                ContentBlocks.AddText(parts, ContentBlocks.Required(block, "text"));
                break;
            case "image":
                if (ImageBlocks.Read(block) is { } image)
                    parts.Add(image);
                break;
            default:
                block.Faults.Add(block.PathOf("type"), $"{block.PathOf("type")} must be text or image.");
                break;
        }
    }
}
