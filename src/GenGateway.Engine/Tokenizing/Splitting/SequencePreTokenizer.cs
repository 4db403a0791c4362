namespace GenGateway.Engine.Tokenizing.Splitting;

/// <summary>Pre-tokenizers one after another, each cutting the pieces of the one before.</summary>
internal sealed class SequencePreTokenizer(IReadOnlyList<PreTokenizer> steps) : PreTokenizer
{
    public override void Split(TextPiece piece, List<TextPiece> output)
    {
        List<TextPiece> pieces = [piece];
        foreach (var step in steps)
        {
            var cut = new List<TextPiece>();
            foreach (var part in pieces)
                step.Split(part, cut);
            pieces = cut;
        }
        output.AddRange(pieces);
    }
}
