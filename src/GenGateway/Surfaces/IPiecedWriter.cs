using GenGateway.Journey;

namespace GenGateway.Surfaces;

/// <summary>A writer of answers with pictures, which are never in one buffer: they are sent piece by piece from where they lie.</summary>
public interface IPiecedWriter : IAnswerWriter
{
    /// <summary>What an event adds to the answer in pieces, to be sent before <see cref="IAnswerWriter.Write"/> is told of the same event. Asked once an event.</summary>
    /// <returns>Null: nothing. A whole answer comes with <c>Finished</c>.</returns>
    PiecedBody? PiecesOf(GenerationEvent happened);
}
