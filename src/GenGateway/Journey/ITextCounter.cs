namespace GenGateway.Journey;

/// <summary>Counts a text's tokens as a model does. Thread safe.</summary>
public interface ITextCounter
{
    /// <summary>Counts, without what a chat template adds.</summary>
    /// <param name="text">UTF-8.</param>
    int Count(ReadOnlySpan<byte> text);
}
