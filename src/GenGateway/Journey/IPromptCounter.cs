using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>An endpoint that counts a prompt itself, with the model's own tokenizer and template. Thread safe.</summary>
public interface IPromptCounter
{
    /// <summary>Counts what the model would read of the task, a prompt that is too long included.</summary>
    /// <param name="task">What would be generated.</param>
    /// <param name="cancellationToken">Ends the wait for a model that is being loaded.</param>
    /// <returns>Tokens, at least 1, or why they cannot be counted.</returns>
    ValueTask<Outcome<int>> CountPromptAsync(GenerationTask task, CancellationToken cancellationToken);
}
