using System.Text;
using System.Threading.Channels;
using GenGateway.Engine.Text;

namespace GenGateway.Engine.Tests.Text;

/// <summary>Reads whole generations.</summary>
internal static class GenerationReading
{
    public static Task<(string Text, List<int> Tokens, TextOutcome Outcome)> ReadToEndAsync(this TextGeneration generation) =>
        ReadToEndAsync(generation.Pieces, generation.Completion);

    public static async Task<(string Text, List<int> Tokens, TextOutcome Outcome)> ReadToEndAsync(ChannelReader<TextPiece> pieces, Task<TextOutcome> completion)
    {
        var text = new StringBuilder();
        var tokens = new List<int>();
        await foreach (var piece in pieces.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            text.Append(piece.Text);
            tokens.Add(piece.TokenId);
        }

        return (text.ToString(), tokens, await completion);
    }
}
