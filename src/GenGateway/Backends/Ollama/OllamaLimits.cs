using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>What a task may ask for and Ollama's own API has no way to say: left out and named where the answer is still one, refused where it would not be.</summary>
internal static class OllamaLimits
{
    private const int MostChoices = 128;

    /// <summary>Fields that change the answer and that are left out.</summary>
    public static IEnumerable<string> NotCarried(GenerationTask task)
    {
        if (task is TextTask { Parameters.LogitBias: not null })
            yield return "logit_bias";
        if (task is TextTask text)
        {
            foreach (var name in text.LogprobFields)
                yield return name;
        }

        if (task is not ChatTask chat)
            yield break;

        if (chat.ToolChoice is ToolChoice.Required or ToolChoice.Named)
            yield return "tool_choice";
        if (chat is { ParallelToolCalls: false, Tools.Count: > 0 })
            yield return "parallel_tool_calls";
        if (chat.Tools.Any(static tool => tool.Strict is true))
            yield return "tools.function.strict";
        if (chat.ReasoningEffort is { } effort && ThinkLevel.Of(effort) is null)
            yield return "reasoning_effort";
        if (chat.ThinkingBudget is not null)
            yield return "thinking.budget_tokens";
        if (chat.Messages.Any(static message => message.IsError))
            yield return "messages.is_error";
        if (chat.Messages.Any(static message => message.Name is not null))
            yield return "messages.name";
        if (chat.Messages.Any(static message => message.Parts.OfType<ChatPart.Image>().Any(static image => image.Detail is not (null or "auto"))))
            yield return "messages.content.image_url.detail";
    }

    /// <inheritdoc cref="Refused(TextTask)"/>
    public static Failure? Refused(EmbeddingTask task) => task.Inputs.FirstOrDefault(static input => input.Text is null) is { } tokens
        ? new(FailureKind.InvalidValue, $"'{tokens.Field}' holds token ids; this backend takes text only. Send the text.") { Param = tokens.Field }
        : null;

    /// <summary>Why the task cannot be asked of Ollama at all, or null.</summary>
    public static Failure? Refused(TextTask task)
    {
        var choices = task.N * (task is CompletionTask several ? several.Prompts.Count : 1);
        if (choices > MostChoices)
            return new(FailureKind.InvalidValue, $"{choices} choices were asked for; this backend makes one after another, and at most {MostChoices}. Lower n, or send fewer prompts.") { Param = "n" };
        return task switch
        {
            ChatTask chat => Enumerable.Range(0, chat.Messages.Count).Select(index => Refused(chat, index)).FirstOrDefault(static failure => failure is not null),
            CompletionTask completion => completion.Prompts.Select(prompt => Refused(prompt, completion)).FirstOrDefault(static failure => failure is not null),
            _ => new(FailureKind.InvalidValue, "This backend generates text only."),
        };
    }

    private static Failure? Refused(CompletionPrompt prompt, CompletionTask task)
    {
        if (prompt.Text is null)
            return new(FailureKind.InvalidValue, $"'{prompt.Field}' holds token ids; this backend takes text only. Send the prompt's text.") { Param = prompt.Field };
        return prompt.Text.Length == 0 && task.Suffix is null
            ? new(FailureKind.InvalidValue, $"'{prompt.Field}' is empty; this backend then loads a model and generates nothing. Give at least one character.") { Param = prompt.Field }
            : null;
    }

    private static Failure? Refused(ChatTask task, int index)
    {
        var message = task.Messages[index];
        for (var i = 0; i < message.Parts.Count; i++)
        {
            if (message.Parts[i] is not ChatPart.ImageLink)
                continue;
            var place = task.FieldOf(index, i);
            return new(FailureKind.InvalidValue, $"{place} is a picture by its address, which this backend does not fetch. Send the picture itself: image_url.url = data:image/png;base64,…") { Param = place };
        }

        for (var i = 0; i < message.ToolCalls.Count; i++)
        {
            if (IsObject(message.ToolCalls[i].Arguments))
                continue;
            var place = task.FieldOfArguments(index, i);
            return new(FailureKind.InvalidValue, $"{place} must be the text of a JSON object: this backend takes nothing else.") { Param = place };
        }

        return null;
    }

    private static bool IsObject(string arguments)
    {
        if (arguments.Length == 0)
            return true;
        try
        {
            using var document = JsonDocument.Parse(arguments);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
