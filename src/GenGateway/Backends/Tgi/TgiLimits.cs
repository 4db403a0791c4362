using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>What a task may ask for and Text Generation Inference has no way to say: left out and named where the answer is still one, refused where it would not be.</summary>
internal static class TgiLimits
{
    private const int MostChoices = 128;

    /// <summary>Fields that change the answer and that are left out.</summary>
    public static IEnumerable<string> NotCarried(GenerationTask task)
    {
        if (task is not TextTask text)
            yield break;
        var parameters = text.Parameters;
        // Its chat route makes another penalty of it, and reads logit_bias and throws it away.
        if (parameters.PresencePenalty is not (null or 0))
            yield return "presence_penalty";
        if (parameters.LogitBias is not null)
            yield return "logit_bias";
        if (parameters.MinP > 0)
            yield return "min_p";
        if (task is CompletionTask { Suffix: not null })
            yield return "suffix";
        if (task is not ChatTask chat)
            yield break;

        if (parameters.TopK > 0)
            yield return "top_k";
        if (parameters.RepetitionPenalty is not (null or 1))
            yield return "repetition_penalty";
        // Of the two it takes one.
        if (chat is { ResponseFormat: not null, Tools.Count: > 0 })
            yield return "response_format";
        if (chat is { ParallelToolCalls: false, Tools.Count: > 0 })
            yield return "parallel_tool_calls";
        if (chat.ReasoningEffort is not (null or "none"))
            yield return "reasoning_effort";
        if (chat.Messages.Any(static message => message.Reasoning is not null))
            yield return "messages.reasoning_content";
        if (chat.Messages.Any(static message => message.IsError))
            yield return "messages.is_error";
        if (chat.ThinkingBudget is not null)
            yield return "thinking.budget_tokens";
    }

    /// <summary>Why the task cannot be asked at all, or null.</summary>
    public static Failure? Refused(GenerationTask task, string backend)
    {
        if (task is ChatTask { N: > 1 })
            return new(FailureKind.InvalidValue, $"n must be 1: backend '{backend}' makes one answer to a chat. Send the request several times.") { Param = "n" };
        if (task is ChatTask)
            return null;
        if (task is not CompletionTask completion)
            return new(FailureKind.InvalidValue, $"Backend '{backend}' generates text only.") { Param = "model" };
        if (completion.Prompts.Count * completion.N > MostChoices)
            return new(FailureKind.InvalidValue, $"{completion.Prompts.Count * completion.N} choices were asked for; this backend makes one after another, and at most {MostChoices}. Lower n, or send fewer prompts.") { Param = "n" };
        return completion.Prompts.FirstOrDefault(static prompt => prompt.Text is not { Length: > 0 }) is not { } wrong ? null
            : wrong.Text is null ? new(FailureKind.InvalidValue, $"'{wrong.Field}' holds token ids; this backend takes text only. Send the prompt's text.") { Param = wrong.Field }
            : new(FailureKind.InvalidValue, $"'{wrong.Field}' is empty; this backend has nothing to go on from. Give at least one character.") { Param = wrong.Field };
    }
}
