using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>What a task may ask for and Anthropic has no way to say: left out and named where the answer is still one, refused where it would not be.</summary>
internal static class AnthropicLimits
{
    /// <summary>The highest temperature that is taken; OpenAI's scale ends at 2.</summary>
    public const double HighestTemperature = 1;

    private const int MostChoices = 128;

    /// <summary>Fields that change the answer and that are left out, or cut down.</summary>
    public static IEnumerable<string> NotCarried(GenerationTask task, AnthropicSettings settings)
    {
        if (task is not ChatTask chat)
            yield break;
        var thinking = Thinking.Of(chat, settings);
        foreach (var name in Sampling(chat.Parameters, thinking.LeavesSamplingOut).Concat(thinking.Lost))
            yield return name;
        foreach (var name in Messages(chat.Messages))
            yield return name;
        if (chat.ResponseFormat is ResponseFormat.JsonObject)
            yield return "response_format";
    }

    /// <summary>Why the task cannot be asked of Anthropic at all, or null.</summary>
    public static Failure? Refused(ChatTask task)
    {
        if (task.N > MostChoices)
            return new(FailureKind.InvalidValue, $"{task.N} choices were asked for; this backend makes one after another, and at most {MostChoices}. Lower n.") { Param = "n" };
        for (var i = 0; i < task.Messages.Count; i++)
        {
            if (Refused(task, i) is { } failure)
                return failure;
        }

        return Conversation.Of(task).Turns.Count > 0
            ? null
            : new(FailureKind.InvalidValue, "messages has nothing but instructions of the system, or only empty messages; this backend needs something that a user says.") { Param = "messages" };
    }

    /// <summary>A picture's media type as Anthropic knows it.</summary>
    public static string MediaTypeOf(ChatPart.Image image) => image.MediaType.Equals("image/jpg", StringComparison.OrdinalIgnoreCase) ? "image/jpeg" : image.MediaType.ToLowerInvariant();

    private static IEnumerable<string> Sampling(TextParameters parameters, bool isLeftOut)
    {
        if (isLeftOut ? parameters.Temperature is not (null or 1) : parameters.Temperature > HighestTemperature)
            yield return "temperature";
        if (isLeftOut && parameters.TopP is not (null or 1))
            yield return "top_p";
        if (isLeftOut && parameters.TopK > 0)
            yield return "top_k";
        // A value that changes nothing is no loss.
        if (parameters.MinP > 0)
            yield return "min_p";
        if (parameters.RepetitionPenalty is not (null or 1))
            yield return "repetition_penalty";
        if (parameters.FrequencyPenalty is not (null or 0))
            yield return "frequency_penalty";
        if (parameters.PresencePenalty is not (null or 0))
            yield return "presence_penalty";
        if (parameters.LogitBias is not null)
            yield return "logit_bias";
        if (parameters.Seed is not null)
            yield return "seed";
        if (parameters.TopLogprobs is not null)
            yield return "logprobs";
        if (parameters.Stop.Any(string.IsNullOrWhiteSpace))
            yield return "stop";
    }

    private static IEnumerable<string> Messages(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.Any(static message => message.Name is not null))
            yield return "messages.name";
        if (messages.Any(static message => message.Thoughts.Any(static thought => !Thinking.IsCarried(thought))))
            yield return "messages.reasoning_content";
        if (messages.Any(static message => message.ToolCalls.Any(static call => call.Arguments.Length > 0 && !ObjectText.Is(call.Arguments))))
            yield return "messages.tool_calls.function.arguments";
        if (messages.Any(static message => message.Parts.Any(static part => part is ChatPart.Image { Detail: not (null or "auto") } or ChatPart.ImageLink { Detail: not (null or "auto") })))
            yield return "messages.content.image_url.detail";
    }

    private static Failure? Refused(ChatTask task, int index)
    {
        var message = task.Messages[index];
        if (message is { Role: "tool", ToolCallId: null })
            return new(FailureKind.InvalidValue, $"{task.FieldOf(index)}.tool_call_id is missing: this backend must know which call a result belongs to.") { Param = $"{task.FieldOf(index)}.tool_call_id" };
        for (var i = 0; i < message.Parts.Count; i++)
        {
            var place = task.FieldOf(index, i);
            if (message.Parts[i] is not ChatPart.Text && message.Role is not ("user" or "tool"))
                return new(FailureKind.InvalidValue, $"{place} is a picture in a message of the role {message.Role}; this backend takes pictures of users and tools only.") { Param = place };
            if (message.Parts[i] is ChatPart.Image image && MediaTypeOf(image) is not ("image/jpeg" or "image/png" or "image/gif" or "image/webp"))
                return new(FailureKind.InvalidValue, $"{place} is a picture of a type that this backend does not take. Send image/jpeg, image/png, image/gif or image/webp.") { Param = place };
        }

        return null;
    }
}
