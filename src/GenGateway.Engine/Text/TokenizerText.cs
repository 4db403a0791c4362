using GenGateway.Engine.Text.Scheduler;
using GenGateway.Engine.Tokenizing;

namespace GenGateway.Engine.Text;

/// <summary>The tokenizer's incremental decoder behind the scheduler's seam.</summary>
internal sealed class TokenizerText(Tokenizer tokenizer) : ITextDecoder
{
    private readonly IncrementalDecoder _decoder = tokenizer.CreateDecoder(skipSpecialTokens: true);

    public string Append(int id) => _decoder.Append(id);

    public string Flush() => _decoder.Flush();
}
