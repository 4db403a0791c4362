using GenGateway.Backends.OpenAi;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>A chat as the server's chat route takes it.</summary>
internal static class TgiChatTask
{
    /// <summary>The word for the model that the server runs; any other name means an adapter.</summary>
    public const string Model = "tgi";

    /// <summary>What its bodies have.</summary>
    public static TaskLimits Limits { get; } = new("tgi") { NamesGrammars = true };

    /// <summary>Without what it refuses, or understands as something else.</summary>
    public static ChatTask Of(ChatTask task)
    {
        var parameters = task.Parameters;
        return task with
        {
            Parameters = parameters with
            {
                // It wants more than 0 and less than 1; the best token alone is its temperature 0.
                Temperature = parameters.TopP == 0 ? 0 : parameters.Temperature,
                TopP = parameters.TopP is > 0 and < 1 ? parameters.TopP : null,
                PresencePenalty = null,
                LogitBias = null,
                TopK = null,
                MinP = null,
                RepetitionPenalty = null,
                Seed = parameters.Seed is { } seed ? seed & long.MaxValue : null,
            },
            ResponseFormat = task.Tools.Count > 0 ? null : task.ResponseFormat,
            ParallelToolCalls = null,
            ReasoningEffort = null,
        };
    }
}
