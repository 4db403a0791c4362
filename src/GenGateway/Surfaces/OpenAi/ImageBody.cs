using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A body of <c>/v1/images/…</c>: its fields as JSON, whatever it came as, and the pictures that came with it.</summary>
/// <param name="fields">The fields.</param>
/// <param name="work">What the route does.</param>
/// <param name="inputs">The given pictures.</param>
/// <param name="mask">Where the first may change; null: everywhere.</param>
internal sealed class ImageBody(ReadOnlyMemory<byte> fields, ImageWork work, IReadOnlyList<ImageInput> inputs, ImageInput? mask) : TaskBody(fields)
{
    protected override GenerationTask Read(Fields fields, Drops drops)
    {
        var task = ImageFields.Read(fields, work) with { Inputs = inputs, Mask = mask is null ? null : new ImageMask(mask, IsAlpha: true), TransparencyIsMask = work == ImageWork.Edit };
        // As a part without a file name they are fields as well, and were read before.
        foreach (var picture in (ReadOnlySpan<string>)["image", "image[]", "mask"])
            fields.Any(picture);
        drops.Add(fields.Rest());
        return task;
    }

    protected override void WritePrompt(ref Utf8JsonReader reader, PromptText text) => text.Prompt(ref reader, "prompt"u8);
}
