using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>A task's messages as Anthropic sees them: the system's apart, the others as turns of two sides that alternate. What says nothing is left out, since empty content is refused.</summary>
/// <param name="System">The texts of system and developer messages, in order, from wherever they stood.</param>
/// <param name="Turns">The others.</param>
internal sealed record Conversation(IReadOnlyList<string> System, IReadOnlyList<ConversationTurn> Turns)
{
    public static Conversation Of(ChatTask task)
    {
        var system = new List<string>();
        var turns = new List<ConversationTurn>();
        foreach (var message in task.Messages)
        {
            if (message.Role is "system" or "developer")
            {
                system.AddRange(message.Parts.OfType<ChatPart.Text>().Where(static part => part.Content.Length > 0).Select(static part => part.Content));
                continue;
            }

            if (!SaysSomething(message))
                continue;
            var isAssistant = message.Role == "assistant";
            if (turns is not [.., var last] || last.IsAssistant != isAssistant)
                turns.Add(last = new ConversationTurn(isAssistant, []));
            last.Messages.Add(message);
        }

        return new(system, turns);
    }

    // A result is one, even if it is empty: its call waits for it.
    private static bool SaysSomething(ChatMessage message) =>
        message.Role == "tool"
        || message.ToolCalls.Count > 0
        || message.Parts.Any(static part => part is not ChatPart.Text { Content.Length: 0 })
        || message.Thoughts.Any(Thinking.IsCarried);
}
