using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Reads a message's <c>content</c>: a text, or blocks.</summary>
internal static class ContentBlocks
{
    // What Anthropic's own tools said, and what only its servers hold: it is history, or it cannot be read here.
    private static readonly HashSet<string> VendorsOwn =
    [
        "search_result", "server_tool_use", "web_search_tool_result", "web_fetch_tool_result", "code_execution_tool_result",
        "bash_code_execution_tool_result", "text_editor_code_execution_tool_result", "tool_search_tool_result", "tool_reference",
        "mcp_tool_use", "mcp_tool_result", "container_upload", "mid_conv_system", "compaction",
    ];

    /// <summary>Adds what a message says to its turn.</summary>
    public static void Read(Fields message, Turn turn, Drops drops)
    {
        var path = message.PathOf("content");
        switch (message.Any("content"))
        {
            case null:
                message.Faults.Add(path, $"{path} is missing: a string, or an array of blocks.");
                break;
            case { ValueKind: JsonValueKind.String } text:
                AddText(turn.Parts, JsonText.Of(text));
                break;
            case { ValueKind: JsonValueKind.Array } blocks:
                foreach (var block in ObjectList.Each(blocks, path, message.Faults))
                    ReadOne(block, turn, drops);
                break;
            case { } other:
                message.Faults.Add(path, $"{path} must be a string or an array of blocks, not {Fields.KindOf(other)}.");
                break;
        }
    }

    /// <summary>Takes what changes nothing here, and names the members that nobody read.</summary>
    public static void Close(Fields block, string type, Drops drops)
    {
        // A hint for a cache; and where an earlier answer had its facts from.
        block.Any("cache_control");
        if (type == "text")
            block.Any("citations");
        foreach (var name in block.Rest())
            drops.Add($"messages.{type}.{name}");
    }

    /// <summary>A text that is not empty.</summary>
    public static void AddText(List<ChatPart> parts, string? text)
    {
        if (text is { Length: > 0 })
            parts.Add(new ChatPart.Text(text));
    }

    /// <summary>A member that must be there.</summary>
    public static string? Required(Fields block, string name)
    {
        if (block.Text(name) is { } text)
            return text;
        block.Faults.Add(block.PathOf(name), $"{block.PathOf(name)} is missing.");
        return null;
    }

    private static void ReadOne(Fields block, Turn turn, Drops drops)
    {
        var type = block.Text("type");
        switch (turn.Role, type)
        {
            case (_, "text"):
                AddText(turn.Parts, Required(block, "text"));
                break;
            case ("user", "image"):
                if (ImageBlocks.Read(block) is { } image)
                    turn.Parts.Add(image);
                break;
            case ("user", "document"):
                DocumentBlocks.Read(block, turn.Parts, drops);
                break;
            case ("user", "tool_result"):
                ReadResult(block, turn, drops);
                break;
            case ("assistant", "tool_use"):
                ReadCall(block, turn);
                break;
            case ("assistant", "thinking"):
                if (Required(block, "thinking") is { } thought)
                    turn.Thoughts.Add(new Thought(thought, block.Name("signature")));
                break;
            case ("assistant", "redacted_thinking"):
                if (Required(block, "data") is { } data)
                    turn.Thoughts.Add(new Thought("", Sealed: data));
                break;
            case (_, not null) when VendorsOwn.Contains(type):
                drops.Add($"messages.{type}");
                return;
            default:
                var path = block.PathOf("type");
                block.Faults.Add(path, $"{path} must be the type of a block that a message of the role {turn.Role} may have: {Types(turn.Role)}.");
                return;
        }

        Close(block, type, drops);
    }

    private static string Types(string role) => role switch
    {
        "user" => "text, image, document or tool_result",
        "assistant" => "text, tool_use, thinking or redacted_thinking",
        _ => "text",
    };

    private static void ReadCall(Fields block, Turn turn)
    {
        var id = Required(block, "id");
        var name = Required(block, "name");
        if (block.Any("input") is not { ValueKind: JsonValueKind.Object } input)
        {
            block.Faults.Add(block.PathOf("input"), $"{block.PathOf("input")} must be an object: the arguments of the call.");
            return;
        }

        if (id is not null && name is not null)
            turn.Calls.Add(new ToolCall(id, name, input.GetRawText()));
    }

    private static void ReadResult(Fields block, Turn turn, Drops drops)
    {
        var parts = new List<ChatPart>();
        var path = block.PathOf("content");
        switch (block.Any("content"))
        {
            case null:
                break;
            case { ValueKind: JsonValueKind.String } text:
                AddText(parts, JsonText.Of(text));
                break;
            case { ValueKind: JsonValueKind.Array } blocks:
                foreach (var inner in ObjectList.Each(blocks, path, block.Faults))
                    ReadResultPart(inner, parts, drops);
                break;
            case { } other:
                block.Faults.Add(path, $"{path} must be a string or an array of blocks, not {Fields.KindOf(other)}.");
                break;
        }

        var isError = block.Flag("is_error") ?? false;
        if (Required(block, "tool_use_id") is { } id)
            turn.Results.Add(new ToolResult(block.Path, id, parts, isError));
    }

    private static void ReadResultPart(Fields block, List<ChatPart> parts, Drops drops)
    {
        var type = block.Text("type");
        switch (type)
        {
            case "text":
                AddText(parts, Required(block, "text"));
                break;
            case "image":
                if (ImageBlocks.Read(block) is { } image)
                    parts.Add(image);
                break;
            case "document":
                DocumentBlocks.Read(block, parts, drops);
                break;
            case not null when VendorsOwn.Contains(type):
                drops.Add($"messages.{type}");
                return;
            default:
                var path = block.PathOf("type");
                block.Faults.Add(path, $"{path} must be the type of a block that a tool's result may have: text, image or document.");
                return;
        }

        Close(block, type, drops);
    }
}
