using System.Runtime.CompilerServices;
using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>Puts pictures into the store as they come, where the client wants links: the record has them before the client does. One owner, one reader.</summary>
internal sealed class KeptImages(Generation generation, IImageStore store, ImageDelivery delivery) : Generation
{
    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in generation.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (happened is not GenerationEvent.ImageMade made)
            {
                yield return happened;
                continue;
            }

            if (!(await store.KeepAsync(made.Image, delivery, cancellationToken).ConfigureAwait(false)).TryGet(out var link, out var failure))
            {
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            yield return made with { Link = link };
        }
    }

    public override ValueTask DisposeAsync() => generation.DisposeAsync();
}
