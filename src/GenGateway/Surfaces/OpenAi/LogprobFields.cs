using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Reads whether, and how far, the probabilities of tokens are asked for.</summary>
internal static class LogprobFields
{
    private const int MostInChats = 20;
    private const int MostInCompletions = 5;

    /// <returns>The likeliest others beside each token; null: nothing is asked for.</returns>
    public static int? OfChat(Fields fields, Drops drops)
    {
        var top = fields.Small("top_logprobs", 0, MostInChats);
        if (fields.Flag("logprobs") is true)
            return top ?? 0;
        // Alone it asks for nothing that anybody gives.
        if (top > 0)
            drops.Add("top_logprobs");
        return null;
    }

    /// <inheritdoc cref="OfChat"/>
    public static int? OfCompletion(Fields fields) => fields.Small("logprobs", 0, MostInCompletions);
}
