using System.Threading.Channels;
using GenGateway.Engine.Text.Scheduler;

namespace GenGateway.Engine.Text;

/// <summary>A generation under way: a stream of pieces, then an outcome.</summary>
/// <remarks>
/// Nothing waits for the reader: pieces are kept until they are read. Disposing cancels what is not finished, and may come at any time
/// and more than once. Pieces are for one reader; everything else is thread-safe.
/// </remarks>
public sealed class TextGeneration : IDisposable
{
    private readonly Sequence _sequence;

    internal TextGeneration(Sequence sequence) => _sequence = sequence;

    /// <summary>One piece per generated token, in order. It just ends, whatever the reason: <see cref="Completion"/> tells.</summary>
    public ChannelReader<TextPiece> Pieces => _sequence.Pieces;

    /// <summary>How it ended. Completes after the last piece was written and the sequence's memory given back; never fails.</summary>
    public Task<TextOutcome> Completion => _sequence.Completion;

    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens => _sequence.PromptTokens;

    /// <summary>Asks the engine to end it before its next step. Without effect once it has ended.</summary>
    public void Cancel() => _sequence.Cancel();

    /// <inheritdoc cref="Cancel"/>
    public void Dispose() => _sequence.Cancel();
}
