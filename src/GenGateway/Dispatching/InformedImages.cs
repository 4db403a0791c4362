using System.Buffers;
using System.Runtime.CompilerServices;
using GenGateway.Engine.Imaging;
using GenGateway.Engine.Imaging.Png;
using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>Writes into PNG pictures what is known of them, where their backend did not: a text chunk more, no pixel another. One owner, one reader.</summary>
/// <param name="generation">Makes them.</param>
/// <param name="task">What the backend was told.</param>
/// <param name="model">The model, as the client knows it.</param>
internal sealed class InformedImages(Generation generation, ImageTask task, string model) : Generation
{
    // As far as texts are looked for; what stands behind so much before the pixels is not found, and comes twice.
    private const int LookedAt = 256 << 10;
    private const int LongestText = 64 << 10;

    /// <summary>The task without what its backend does not take: that had no part in the picture.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="dropped">Fields that the backend does not get, as OpenAI names them.</param>
    public static ImageTask Told(ImageTask task, string[] dropped) => task with
    {
        NegativePrompt = dropped.Contains("negative_prompt") ? null : task.NegativePrompt,
        Steps = dropped.Contains("num_inference_steps") ? null : task.Steps,
        Guidance = dropped.Contains("guidance_scale") ? null : task.Guidance,
        Sampler = dropped.Contains("sampler") ? null : task.Sampler,
        Scheduler = dropped.Contains("scheduler") ? null : task.Scheduler,
    };

    public override bool FillsTally => generation.FillsTally;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in generation.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (happened is GenerationEvent.ImageMade { Image: { } image } made && image.Type == ImageType.Png)
                await InformAsync(image, made.Seed, cancellationToken).ConfigureAwait(false);
            yield return happened;
        }
    }

    public override ValueTask DisposeAsync() => generation.DisposeAsync();

    private async ValueTask InformAsync(Payload image, long? seed, CancellationToken cancellationToken)
    {
        var text = InfoText.Of(task, model, seed);
        if (text.Length > LongestText || await LacksInfoAsync(image, cancellationToken).ConfigureAwait(false) is false)
            return;
        image.Insert(PngText.Place, new PngText(InfoText.Keyword, text).ToChunk());
    }

    // What is no sound PNG stays as it is.
    private static async ValueTask<bool> LacksInfoAsync(Payload image, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(image.Length, LookedAt));
        try
        {
            var filled = 0;
            int read;
            while (filled < buffer.Length && (read = await image.ReadAsync(buffer.AsMemory(filled), filled, cancellationToken).ConfigureAwait(false)) > 0)
                filled += read;
            return PngText.Read(buffer.AsMemory(0, filled), LookedAt).All(static text => text.Keyword != InfoText.Keyword);
        }
        catch (Exception thrown) when (thrown is PictureException or IOException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
