using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Responses;

/// <summary>Reads items, those of a body's <c>input</c> and those of earlier responses, as messages.</summary>
/// <param name="drops">What nobody reads.</param>
internal sealed class ResponseItems(Drops drops)
{
    private readonly List<Thought> _thoughts = [];

    /// <summary>What was read so far.</summary>
    public List<ChatMessage> Messages { get; } = [];

    /// <summary>Reads a text or an array of items.</summary>
    public void Read(JsonElement input, string path, Faults faults)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            Messages.Add(new ChatMessage("user", JsonText.Of(input)) { Field = path });
            return;
        }

        if (input.ValueKind != JsonValueKind.Array)
        {
            faults.Add(path, $"{path} must be a string or an array of items, not {Fields.KindOf(input)}.");
            return;
        }

        foreach (var item in ObjectList.Each(input, path, faults))
            ReadOne(item);
    }

    private void ReadOne(Fields item)
    {
        switch (item.Text("type"))
        {
            case null or "message":
                ReadMessage(item);
                break;
            case "function_call":
                ReadCall(item);
                break;
            case "function_call_output":
                ReadOutput(item);
                break;
            case "reasoning":
                ReadThought(item);
                break;
            case "item_reference":
                item.Faults.Add(item.Path, $"{item.Path} refers to an item that OpenAI keeps; send the item itself, or previous_response_id.");
                break;
            case { } other:
                // What tools of OpenAI's own servers said.
                drops.Add($"input.{other}");
                break;
        }
    }

    private void ReadMessage(Fields item)
    {
        var role = item.Text("role");
        if (role is not ("user" or "assistant" or "system" or "developer"))
        {
            item.Faults.Add(item.PathOf("role"), $"{item.PathOf("role")} must be user, assistant, system or developer.");
            return;
        }

        var parts = Parts(item, "content");
        if (role == "assistant" && Open() is { Parts.Count: 0 } open)
            Messages[^1] = open with { Parts = parts };
        else
            Messages.Add(new ChatMessage(role, parts) { Thoughts = role == "assistant" ? Taken() : [], Field = item.Path });
    }

    private void ReadCall(Fields item)
    {
        if (item.Text("call_id") is not { Length: > 0 } id || item.Text("name") is not { Length: > 0 } name)
        {
            item.Faults.Add(item.Path, $"{item.Path} is a function_call without call_id or name.");
            return;
        }

        var call = new ToolCall(id, name, item.Text("arguments") ?? "");
        if (Open() is { } open)
            Messages[^1] = open with { ToolCalls = [.. open.ToolCalls, call] };
        else
            Messages.Add(new ChatMessage("assistant", []) { ToolCalls = [call], Thoughts = Taken(), Field = item.Path });
    }

    private void ReadOutput(Fields item)
    {
        var id = item.Text("call_id") ?? "";
        if (!Messages.Exists(message => message.ToolCalls.Any(call => call.Id == id)))
        {
            item.Faults.Add(item.PathOf("call_id"), $"{item.PathOf("call_id")} names no function_call before it.");
            return;
        }

        Messages.Add(new ChatMessage("tool", Parts(item, "output")) { ToolCallId = id, Field = item.Path });
    }

    private void ReadThought(Fields item)
    {
        foreach (var name in (ReadOnlySpan<string>)["summary", "content"])
        {
            if (item.Array(name) is not { } list)
                continue;
            foreach (var part in ObjectList.Each(list, item.PathOf(name), item.Faults))
            {
                if (part.Text("text") is { Length: > 0 } text)
                    _thoughts.Add(new Thought(text));
            }
        }
    }

    // The assistant's turn that is still going on: a text and calls are one message elsewhere.
    private ChatMessage? Open() => Messages is [.., { Role: "assistant" } last] && _thoughts.Count == 0 ? last : null;

    private Thought[] Taken()
    {
        Thought[] taken = [.. _thoughts];
        _thoughts.Clear();
        return taken;
    }

    private static List<ChatPart> Parts(Fields item, string name)
    {
        var parts = new List<ChatPart>();
        var path = item.PathOf(name);
        switch (item.Any(name))
        {
            case { ValueKind: JsonValueKind.String } text:
                if (JsonText.Of(text) is { Length: > 0 } only)
                    parts.Add(new ChatPart.Text(only));
                break;
            case { ValueKind: JsonValueKind.Array } list:
                foreach (var part in ObjectList.Each(list, path, item.Faults))
                {
                    if (Part(part) is { } read)
                        parts.Add(read);
                }

                break;
            case { } other:
                item.Faults.Add(path, $"{path} must be a string or an array of parts, not {Fields.KindOf(other)}.");
                break;
            case null:
                item.Faults.Add(path, $"{path} is missing.");
                break;
        }

        return parts;
    }

    private static ChatPart? Part(Fields part)
    {
        switch (part.Text("type"))
        {
            case "input_text" or "output_text" or "text" or "summary_text" when part.Text("text") is { } text:
                return new ChatPart.Text(text);
            case "refusal" when part.Text("refusal") is { } refusal:
                return new ChatPart.Text(refusal);
            case "input_image" when part.Text("image_url") is { } url && ChatParts.PictureOf(url, part.Name("detail"), part.Path) is { } picture:
                return picture;
            case "input_image":
                part.Faults.Add(part.PathOf("image_url"), $"{part.PathOf("image_url")} must be an http or https address, or the picture itself: data:image/png;base64,… with valid base64.");
                return null;
            default:
                part.Faults.Add(part.Path, $"{part.Path} must be input_text, output_text, refusal or input_image, each with its text or picture: files and audio are not taken here.");
                return null;
        }
    }
}
