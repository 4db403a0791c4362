using System.Text;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Reads <c>messages</c>: text only, whatever its wrapping.</summary>
internal static class ChatMessages
{
    private const string Roles = "system, developer, user, assistant or tool";

    public static IReadOnlyList<ChatMessage> Read(Fields fields, Drops drops)
    {
        var faults = fields.Faults;
        if (fields.Array("messages") is not { } list || list.GetArrayLength() == 0)
        {
            faults.Add("messages", "messages must be an array with at least one message.");
            return [];
        }

        var messages = new List<ChatMessage>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var path = $"messages[{messages.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                faults.Add(path, $"{path} must be an object, not {Fields.KindOf(item)}.");
                break;
            }

            messages.Add(ReadOne(new Fields(item, path, faults), drops));
            if (faults.First is not null)
                break;
        }

        return messages;
    }

    private static ChatMessage ReadOne(Fields message, Drops drops)
    {
        var role = Role(message);
        var text = Content(message, role);
        foreach (var name in message.Rest())
            drops.Add($"messages.{name}");
        return new(role, text);
    }

    private static string Role(Fields message)
    {
        var path = message.PathOf("role");
        switch (message.Text("role"))
        {
            case "system":
                return "system";
            case "developer":
                return "developer";
            case "user":
                return "user";
            case "assistant":
                return "assistant";
            case "tool":
                return "tool";
            case null:
                message.Faults.Add(path, $"{path} is missing: a message has the role {Roles}.");
                return "";
            default:
                message.Faults.Add(path, $"{path} must be {Roles}.");
                return "";
        }
    }

    private static string Content(Fields message, string role)
    {
        var path = message.PathOf("content");
        if (message.Any("content") is not { } content)
        {
            // An assistant's turn that only called tools has none.
            if (role != "assistant")
                message.Faults.Add(path, $"{path} is missing: only an assistant's message may come without.");
            return "";
        }

        if (content.ValueKind == JsonValueKind.String)
            return JsonText.Of(content);
        if (content.ValueKind == JsonValueKind.Array)
            return Parts(content, path, message.Faults);
        message.Faults.Add(path, $"{path} must be a string or an array of parts, not {Fields.KindOf(content)}.");
        return "";
    }

    // Parts stand on lines of their own, as vLLM and llama-server join them.
    private static string Parts(JsonElement content, string path, Faults faults)
    {
        var text = new StringBuilder();
        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var place = $"{path}[{index}]";
            if (part.ValueKind != JsonValueKind.Object)
            {
                faults.Add(place, $"{place} must be an object, not {Fields.KindOf(part)}.");
                break;
            }

            if (index++ > 0)
                text.Append('\n');
            text.Append(Part(new Fields(part, place, faults), place));
            if (faults.First is not null)
                break;
        }

        return text.ToString();
    }

    private static string Part(Fields part, string place)
    {
        // An assistant's earlier refusal is text of the conversation like any other.
        var field = part.Text("type") switch
        {
            "text" => "text",
            "refusal" => "refusal",
            _ => null,
        };
        if (field is null)
        {
            part.Faults.Add(place, $"{place} is no text part: this version reads text only; pictures, audio and files are not taken yet.");
            return "";
        }

        if (part.Text(field) is { } text)
            return text;
        part.Faults.Add(part.PathOf(field), $"{part.PathOf(field)} is missing.");
        return "";
    }
}
