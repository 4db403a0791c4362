using GenGateway.Journey;
using GenGateway.Surfaces.WebUi;

namespace GenGateway.Surfaces;

/// <summary>A decoded body: the request for the road, and how its answer is written. Only the surface knows the client's wishes about the latter.</summary>
/// <param name="Request">What travels.</param>
/// <param name="CreateWriter">Makes the answer's writer once it committed; called at most once.</param>
/// <param name="Early">How its stream may begin before the answer does; null: it does not stream.</param>
public sealed record SurfaceRequest(GenerationRequest Request, Func<AnswerHead, IAnswerWriter> CreateWriter, EarlyStart? Early = null)
{
    /// <summary>What the answer is made with beside the request, which may be given back before; to be disposed once the answer is out. Null: nothing.</summary>
    public IDisposable? UntilEnd { get; init; }

    /// <summary>What its client may look at and end while it waits (WebUI's progress and interrupt); null: nothing.</summary>
    public PictureWork? Work { get; init; }

    /// <summary>The answer where nothing is to be generated; null: something is.</summary>
    public Warmup? Warmup { get; init; }
}
