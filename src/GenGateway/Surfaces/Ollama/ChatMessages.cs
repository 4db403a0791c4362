using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>Reads <c>messages</c>. Calls that come without an id get one, and the results that name their tool alone get that of its call.</summary>
internal static class ChatMessages
{
    private static readonly string[] Roles = ["system", "user", "assistant", "tool"];

    public static IReadOnlyList<ChatMessage> Read(Fields fields, Drops drops)
    {
        if (fields.Array("messages") is not { } list)
            return [];
        var messages = new List<ChatMessage>(list.GetArrayLength());
        var open = new OpenCalls();
        foreach (var message in ObjectList.Each(list, "messages", fields.Faults))
            messages.Add(ReadOne(message, drops, open));
        return messages;
    }

    private static ChatMessage ReadOne(Fields message, Drops drops, OpenCalls open)
    {
        var role = RoleField.Read(message, Roles);
        var text = message.Text("content") ?? "";
        ChatPart[] parts = [.. text.Length > 0 ? [new ChatPart.Text(text)] : (ChatPart[])[], .. Pictures.Read(message)];
        var (id, tool) = (message.Name("tool_call_id"), message.Name("tool_name"));
        var read = new ChatMessage(role, parts)
        {
            Thoughts = message.Name("thinking") is { } thought ? [new Thought(thought)] : [],
            ToolCalls = Calls(message, open),
            ToolCallId = role == "tool" ? open.Answer(id, tool) : id,
            Field = message.Path,
        };
        foreach (var name in message.Rest())
            drops.Add($"messages.{name}");
        return read;
    }

    private static List<ToolCall> Calls(Fields message, OpenCalls open)
    {
        var calls = new List<ToolCall>();
        foreach (var call in ObjectList.Few(message, "tool_calls"))
        {
            if (Call(call) is not { } read)
                break;
            calls.Add(open.Begin(read));
        }

        return calls;
    }

    private static ToolCall? Call(Fields call)
    {
        if (call.Object("function") is not { } function || function.Name("name") is not { } name)
        {
            call.Faults.Add($"{call.Path}.function.name", $"{call.Path}.function.name is missing.");
            return null;
        }

        // Also where it is not read further: a text of JSON is OpenAI's way, and Ollama refuses it too.
        var arguments = function.Object("arguments") is null ? "{}" : function.Any("arguments")!.Value.GetRawText();
        return new ToolCall(call.Name("id") ?? "", name, arguments);
    }
}
