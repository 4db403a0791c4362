using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>A body of <c>/v1/messages</c>, decoded when a backend needs that.</summary>
internal sealed class MessagesBody(ReadOnlyMemory<byte> body) : TaskBody(body)
{
    // They concern Anthropic's own accounting, or are read for whoever routes.
    private static readonly string[] Harmless = ["model", "backend", "stream", "service_tier", "cache_control"];

    /// <summary>What the answer tells of thoughts; known once the body was decoded.</summary>
    public ThoughtDisplay Display { get; private set; }

    protected override GenerationTask Read(Fields fields, Drops drops)
    {
        var system = SystemText.Read(fields, drops);
        var messages = Conversation.Read(fields, drops, out var endsBegun);
        var maxTokens = fields.Small("max_tokens", 1);
        var thinking = ThinkingFields.Read(fields, maxTokens, drops);
        Display = thinking.Display;
        var output = OutputFields.Read(fields, drops);
        var tools = ToolFields.Tools(fields, drops);
        var (choice, parallel) = ToolFields.Choice(fields, drops, tools.Count > 0);
        var parameters = new TextParameters
        {
            MaxTokens = maxTokens,
            Temperature = fields.Number("temperature", 0, 1),
            TopP = fields.Number("top_p", 0, 1),
            TopK = fields.Small("top_k", 0, AnthropicPeek.MostTopK),
            Stop = StopSequences.Read(fields),
        };
        var task = new ChatTask([.. system, .. messages], parameters)
        {
            Tools = tools,
            ToolChoice = choice,
            ParallelToolCalls = parallel,
            ResponseFormat = output.Format,
            EndsBegun = endsBegun,
            ReasoningEffort = thinking.IsOff ? "none" : output.Effort,
            ThinkingBudget = thinking.Budget,
            User = User(fields, drops),
        };
        foreach (var name in Harmless)
            fields.Any(name);
        drops.Add(fields.Rest());
        return task;
    }

    protected override void WritePrompt(ref Utf8JsonReader reader, PromptText text) => text.Conversation(ref reader);

    private static string? User(Fields fields, Drops drops)
    {
        if (fields.Object("metadata") is not { } metadata)
            return null;
        var user = metadata.Name("user_id");
        foreach (var name in metadata.Rest())
            drops.Add(metadata.PathOf(name));
        return user;
    }
}
