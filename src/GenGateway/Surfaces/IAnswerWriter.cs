using System.Buffers;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Surfaces;

/// <summary>Writes one answer in a surface's shape. Used by one sink, one event after the other.</summary>
public interface IAnswerWriter
{
    /// <summary>The answer's media type.</summary>
    string ContentType { get; }

    /// <summary>True: events become bytes at once and are to be sent. False: all bytes come with <c>Finished</c>, none if it never comes.</summary>
    bool Streams { get; }

    /// <summary>Why a whole answer cannot be told in this shape, asked after <c>Finished</c>; then nothing was written. Null: it was.</summary>
    Failure? Fault => null;

    /// <summary>Writes what <paramref name="happened"/> adds to the answer, if anything.</summary>
    void Write(GenerationEvent happened, IBufferWriter<byte> output);
}
