using System.Text;
using GenGateway.Engine.Tokenizing;
using GenGateway.Journey;

namespace GenGateway.Backends;

/// <summary>A model's <c>tokenizer.json</c>, by which its tokens are counted where its backend does not. Thread safe.</summary>
internal sealed class TokenizerFile : ITextCounter
{
    private readonly Tokenizer _tokenizer;

    private TokenizerFile(Tokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>Reads it.</summary>
    /// <param name="path">The file, or a folder that has one.</param>
    /// <param name="problem">Why it cannot be read; null when it was.</param>
    public static TokenizerFile? Load(string path, out string? problem)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "tokenizer.json") : path;
        try
        {
            problem = null;
            return new TokenizerFile(Tokenizer.Load(file));
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException or TokenizerFormatException)
        {
            problem = thrown.Message;
            return null;
        }
    }

    public int Count(ReadOnlySpan<byte> text) => _tokenizer.Encode(Encoding.UTF8.GetString(text), addSpecialTokens: false).Length;
}
