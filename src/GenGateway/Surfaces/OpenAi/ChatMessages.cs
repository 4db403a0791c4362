using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Reads <c>messages</c>.</summary>
internal static class ChatMessages
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    public static IReadOnlyList<ChatMessage> Read(Fields fields, Drops drops)
    {
        var faults = fields.Faults;
        if (fields.Array("messages") is not { } list || list.GetArrayLength() == 0)
        {
            faults.Add("messages", "messages must be an array with at least one message.");
            return [];
        }

        var messages = new List<ChatMessage>(list.GetArrayLength());
        foreach (var message in ObjectList.Each(list, "messages", faults))
            messages.Add(ReadOne(message, drops));
        return messages;
    }

    private static ChatMessage ReadOne(Fields message, Drops drops)
    {
        var role = RoleField.Read(message, Roles);
        // Two names for one thing: DeepSeek's, and OpenRouter's, which Ollama and newer servers took over.
        var (reasoning, other) = (message.Name("reasoning_content"), message.Name("reasoning"));
        var read = new ChatMessage(role, ChatParts.Read(message, role))
        {
            Name = message.Name("name"),
            Thoughts = ThinkingBlocks.Read(message, reasoning ?? other),
            ToolCalls = ToolFields.Calls(message, drops),
            ToolCallId = message.Name("tool_call_id"),
        };
        foreach (var name in message.Rest())
            drops.Add($"messages.{name}");
        return read;
    }
}
