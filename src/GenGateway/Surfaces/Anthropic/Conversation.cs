using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Reads <c>messages</c>: turns, and whether calls and results match.</summary>
internal static class Conversation
{
    /// <param name="fields">The body's.</param>
    /// <param name="drops">What nobody reads.</param>
    /// <param name="endsBegun">Whether the last turn is an assistant's, to be continued.</param>
    public static List<ChatMessage> Read(Fields fields, Drops drops, out bool endsBegun)
    {
        var turns = Turns(fields, drops);
        endsBegun = turns is [.., { Role: "assistant" }];
        if (fields.Faults.First is null)
            Match(turns, fields.Faults);
        return [.. turns.SelectMany(static turn => turn.ToMessages())];
    }

    private static List<Turn> Turns(Fields fields, Drops drops)
    {
        var faults = fields.Faults;
        var turns = new List<Turn>();
        if (fields.Array("messages") is not { } list || list.GetArrayLength() == 0)
        {
            faults.Add("messages", "messages must be an array with at least one message.");
            return turns;
        }

        foreach (var message in ObjectList.Each(list, "messages", faults))
        {
            if (Role(message) is not { } role)
                break;
            if (turns is not [.., var last] || last.Role != role)
                turns.Add(last = new Turn(role, message.Path));
            ContentBlocks.Read(message, last, drops);
            foreach (var name in message.Rest())
                drops.Add($"messages.{name}");
        }

        return turns;
    }

    private static string? Role(Fields message)
    {
        switch (message.Text("role"))
        {
            case "user":
                return "user";
            case "assistant":
                return "assistant";
            case "system":
                return "system";
            default:
                var path = message.PathOf("role");
                message.Faults.Add(path, $"{path} must be user or assistant; what the system says belongs into the top-level field system.");
                return null;
        }
    }

    // A system's turn may come between a call and its result; it is neither.
    private static void Match(List<Turn> turns, Faults faults)
    {
        Turn? before = null;
        foreach (var turn in turns)
        {
            if (turn.Role == "system")
                continue;
            CheckAnswered(before, turn, faults);
            foreach (var result in turn.Results)
            {
                if (before?.Calls.Exists(call => call.Id == result.CallId) is not true)
                    faults.Add($"{result.Path}.tool_use_id", $"{result.Path}.tool_use_id names no tool_use of the assistant's message before it.");
                else if (turn.Results.Find(other => other.CallId == result.CallId) != result)
                    faults.Add($"{result.Path}.tool_use_id", $"{result.Path}.tool_use_id names a tool_use that has a tool_result already.");
            }

            before = turn;
        }

        CheckAnswered(before, null, faults);
    }

    private static void CheckAnswered(Turn? before, Turn? after, Faults faults)
    {
        if (before?.Calls.Find(call => after?.Results.Exists(result => result.CallId == call.Id) is not true) is null)
            return;
        faults.Add(before.Path, $"{before.Path} has a tool_use without a tool_result: the user's next message must begin with one for each of them.");
    }
}
