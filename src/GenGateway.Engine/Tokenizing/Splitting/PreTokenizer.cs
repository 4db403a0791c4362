namespace GenGateway.Engine.Tokenizing.Splitting;

/// <summary>Cuts a text into the pieces that the model encodes one by one. Immutable.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Adds the pieces of a piece that is not empty and holds no lone surrogates; adds no empty ones.</summary>
    public abstract void Split(TextPiece piece, List<TextPiece> output);
}
