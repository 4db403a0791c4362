using System.Text.Json;
using GenGateway.Engine.Imaging;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Masks;

/// <summary>Gives backends the masks that they read, whichever a client sent. Thread safe.</summary>
/// <param name="worker">Computes them.</param>
public sealed class MaskPictures(ImagingWorker worker)
{
    private const string InvertField = "inpainting_mask_invert";

    /// <summary>The field of Stable Diffusion WebUI that <see cref="ToTransparentAsync"/> and <see cref="ToGreyAsync"/> see to; null: the task's mask is none of WebUI's.</summary>
    public static string? CarriedField(ImageTask task) => task.Mask is { IsAlpha: false } ? InvertField : null;

    /// <summary>The task with a mask whose white may change, for a Stable Diffusion WebUI: a grey PNG as large as the first given picture.</summary>
    /// <remarks>
    /// WebUI's own masks are passed on as they came. Of OpenAI's masks, and of the given picture itself where that stands for one
    /// (<see cref="ImageTask.TransparencyIsMask"/>), the less opaque is the whiter.
    /// </remarks>
    /// <param name="task">What is asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The task, to be disposed; or what is wrong with its mask, told by its name.</returns>
    public async ValueTask<Outcome<MaskedTask>> ToWhiteAsync(ImageTask task, CancellationToken cancellationToken)
    {
        if (task.Mask is { IsAlpha: true } mask)
        {
            if (Misfit(task, mask.Image) is { } misfit)
                return misfit;
            return mask.Image.Header.HasAlpha
                ? await TurnAsync(task, mask.Image, "mask", isAlpha: false, MaskTurning.ToWhite, cancellationToken).ConfigureAwait(false)
                : new Failure(FailureKind.InvalidValue, "mask has no alpha channel: what may change must be transparent in it. Send a PNG with transparency, of the picture's size.") { Param = "mask" };
        }

        return task is { Mask: null, TransparencyIsMask: true, Inputs: [{ Header.HasAlpha: true } input, ..] }
            ? await TurnAsync(task, input, "image", isAlpha: false, static (picture, output) => picture.IsTransparent && MaskTurning.ToWhite(picture, output), cancellationToken).ConfigureAwait(false)
            : new MaskedTask(task, null);
    }

    /// <summary>The same for servers that know nothing of WebUI's habits (ComfyUI): always a grey PNG, white where the picture may change, or no mask.</summary>
    /// <remarks>Of WebUI's masks the lightness is taken, or where one has transparency that instead, and turned round where <c>inpainting_mask_invert</c> says so; another size than the picture's is refused.</remarks>
    /// <inheritdoc cref="ToWhiteAsync"/>
    public async ValueTask<Outcome<MaskedTask>> ToGreyAsync(ImageTask task, CancellationToken cancellationToken)
    {
        if (task.Mask is not { IsAlpha: false } mask)
            return await ToWhiteAsync(task, cancellationToken).ConfigureAwait(false);
        if (Misfit(task, mask.Image) is { } misfit)
            return misfit;
        var inverted = IsInverted(task);
        return await TurnAsync(task, mask.Image, "mask", isAlpha: false, (picture, output) => MaskTurning.ToGrey(picture, inverted, output), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The task with a mask that is transparent where the picture may change (OpenAI): a PNG as large as the first given picture, each pixel either clear or not.</summary>
    /// <remarks>Of WebUI's masks the lighter half may change (<c>inpainting_mask_invert</c>: the darker), as its own rounding has it; where one has transparency, that counts instead, as there.</remarks>
    /// <inheritdoc cref="ToWhiteAsync"/>
    public async ValueTask<Outcome<MaskedTask>> ToTransparentAsync(ImageTask task, CancellationToken cancellationToken)
    {
        if (task.Mask is not { IsAlpha: false } mask)
            return new MaskedTask(task, null);
        if (Misfit(task, mask.Image) is { } misfit)
            return misfit;
        var inverted = IsInverted(task);
        return await TurnAsync(task, mask.Image, "mask", isAlpha: true, (picture, output) => MaskTurning.ToTransparent(picture, inverted, output), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<MaskedTask>> TurnAsync(ImageTask task, ImageInput source, string name, bool isAlpha, Func<Picture, Stream, bool> turn, CancellationToken cancellationToken)
    {
        var header = source.Header;
        // What it gives is smaller than the picture that it is made of, and is held for the attempt.
        var made = await worker.RunAsync(header.DecodingBytes + (header.Pixels * Picture.PixelBytes), ending => Turn(source, name, turn, ending), cancellationToken).ConfigureAwait(false);
        if (!made.TryGet(out var file, out var failure))
            return failure;
        if (file.Length == 0)
            return new MaskedTask(task with { Mask = null }, null);
        var hold = worker.Memory.Hold();
        if (!hold.TryGrowTo(file.Length))
            return worker.Memory.Full();
        var picture = new ImageInput(ImageType.Png, file, new PictureHeader(PictureKind.Png, header.Width, header.Height, isAlpha));
        return new MaskedTask(task with { Mask = new ImageMask(picture, isAlpha) }, hold);
    }

    // No bytes: there is nothing to mask.
    private static Outcome<ReadOnlyMemory<byte>> Turn(ImageInput source, string name, Func<Picture, Stream, bool> turn, CancellationToken cancellationToken)
    {
        try
        {
            using var picture = PictureDecoder.Decode(source.Bytes, source.Header.Pixels, cancellationToken);
            var output = new MemoryStream();
            return turn(picture, output) ? (ReadOnlyMemory<byte>)output.ToArray() : ReadOnlyMemory<byte>.Empty;
        }
        catch (PictureException thrown)
        {
            return PictureFailure.Of(thrown, name);
        }
    }

    private static Failure? Misfit(ImageTask task, ImageInput mask)
    {
        if (task.Inputs is not [var input, ..])
            return new Failure(FailureKind.InvalidValue, "mask needs a picture that it is the mask of.") { Param = "mask" };
        return (input.Header.Width, input.Header.Height) == (mask.Header.Width, mask.Header.Height)
            ? null
            : new Failure(FailureKind.InvalidValue, $"mask is {mask.Header.Size}, and the picture is {input.Header.Size}: they must be of the same size.") { Param = "mask" };
    }

    private static bool IsInverted(ImageTask task) => task.WebUiFields.TryGetValue(InvertField, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => !value.TryGetInt32(out var number) || number != 0,
        _ => false,
    };
}
