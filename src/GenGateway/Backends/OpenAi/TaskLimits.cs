using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Which fields of a task an OpenAI-compatible server gets. Those beyond OpenAI's own go only to servers that do not refuse what they do not know.</summary>
/// <param name="host">The server's host name.</param>
/// <param name="prefill">How it goes on with an answer that is begun.</param>
internal sealed class TaskLimits(string host, PrefillMode prefill = PrefillMode.Assistant)
{
    private readonly bool _isOpenAi = host.Equals("api.openai.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the server takes <c>top_k</c>, <c>min_p</c> and <c>repetition_penalty</c>, or at least ignores them.</summary>
    public bool TakesExtras { get; } =
        !host.Equals("api.openai.com", StringComparison.OrdinalIgnoreCase) && !host.Equals("api.groq.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it tells how likely tokens were; Groq refuses to be asked.</summary>
    public bool TakesLogprobs { get; } = !host.Equals("api.groq.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a format is a grammar, <c>{"type":"json","value":…}</c>, as Text Generation Inference has it.</summary>
    public bool NamesGrammars { get; init; }

    /// <summary>Whether it has to be told that a last message is to be continued.</summary>
    public bool NamesBegunAnswers => prefill == PrefillMode.ContinueFinalMessage;

    /// <summary>The name of a chat's token limit: OpenAI's newer models refuse the older name, and other servers ignore the newer one.</summary>
    public string MaxTokensName => _isOpenAi ? "max_completion_tokens" : "max_tokens";

    /// <summary>Fields that change the answer and that the server does not get.</summary>
    public IEnumerable<string> NotCarried(GenerationTask task)
    {
        if (task is TextTask text && !TakesExtras)
        {
            // A value that changes nothing is no loss.
            if (text.Parameters.TopK > 0)
                yield return "top_k";
            if (text.Parameters.MinP > 0)
                yield return "min_p";
            if (text.Parameters.RepetitionPenalty is not (null or 1))
                yield return "repetition_penalty";
        }

        if (task is TextTask probable && !TakesLogprobs)
        {
            foreach (var name in probable.LogprobFields)
                yield return name;
        }

        // Who is too long is refused by OpenAI and most others.
        if (task is EmbeddingTask { Truncate: true })
            yield return "truncate";

        if (task is not ChatTask chat)
            yield break;
        // OpenAI has no field for earlier thoughts, and some that have one refuse to get them back.
        if (chat.Messages.Any(static message => message.Reasoning is not null))
            yield return "messages.reasoning_content";
        if (chat.Messages.Any(static message => message.IsError))
            yield return "messages.is_error";
        if (chat.ThinkingBudget is not null)
            yield return "thinking.budget_tokens";
    }
}
