using GenGateway.Backends.Masks;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>What one answer may hold in memory.</summary>
/// <param name="EventBytes">The largest frame of a stream (<c>limits.event_bytes</c>).</param>
/// <param name="AnswerBytes">The largest whole answer (<c>limits.answer_bytes</c>).</param>
/// <param name="Memory">What all answers together may hold.</param>
public sealed record UpstreamLimits(int EventBytes, long AnswerBytes, MemoryBudget Memory)
{
    /// <summary>Makes the masks that a backend reads of those that clients send.</summary>
    public MaskPictures Masks { get; init; } = new(new ImagingWorker(Memory));

    /// <summary>Where large pictures grow.</summary>
    public PayloadFolder Incoming { get; init; } = new(Path.Combine(Path.GetTempPath(), "gengateway-incoming"));
}
