using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Onnx;

/// <summary>What a task may ask for and the engine does not do: left out and named where the answer is still one, refused where it would not be.</summary>
internal static class EngineLimits
{
    /// <summary>Fields that change the answer and that the engine leaves out.</summary>
    public static IEnumerable<string> NotCarried(GenerationTask task) => task switch
    {
        ChatTask chat => NotCarried(chat).Concat(chat.LogprobFields),
        CompletionTask { Suffix: not null } text => text.LogprobFields.Append("suffix"),
        TextTask text => text.LogprobFields,
        _ => [],
    };

    /// <summary>Why the engine does not take the task, or null.</summary>
    public static Failure? Refused(TextTask task)
    {
        if (task.N > 1)
            return new(FailureKind.InvalidValue, "n must be 1: the embedded engine generates one choice a request.") { Param = "n" };
        return task is ChatTask chat ? Refused(chat) : null;
    }

    private static IEnumerable<string> NotCarried(ChatTask task)
    {
        if (task.Tools.Count > 0)
            yield return "tools";
        if (task.ToolChoice is ToolChoice.Required or ToolChoice.Named)
            yield return "tool_choice";
        if (task.ResponseFormat is not null)
            yield return "response_format";
        if (task.ReasoningEffort is not (null or "none"))
            yield return "reasoning_effort";
        if (task.Messages.Any(static message => message.ToolCalls.Count > 0))
            yield return "messages.tool_calls";
        if (task.Messages.Any(static message => message.ToolCallId is not null))
            yield return "messages.tool_call_id";
        if (task.Messages.Any(static message => message.Name is not null))
            yield return "messages.name";
        if (task.Messages.Any(static message => message.Reasoning is not null))
            yield return "messages.reasoning_content";
        if (task.Messages.Any(static message => message.IsError))
            yield return "messages.is_error";
        if (task.ThinkingBudget is not null)
            yield return "thinking.budget_tokens";
    }

    private static Failure? Refused(ChatTask task)
    {
        for (var i = 0; i < task.Messages.Count; i++)
        {
            var parts = task.Messages[i].Parts;
            for (var j = 0; j < parts.Count; j++)
            {
                if (parts[j] is ChatPart.Text)
                    continue;
                var place = task.FieldOf(i, j);
                return new(FailureKind.InvalidValue, $"{place} is a picture: the models of the embedded engine read text only. Leave it out, or name a model that takes pictures.") { Param = place };
            }
        }

        return null;
    }
}
