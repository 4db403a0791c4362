using System.Globalization;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.WebUi;

/// <summary>Stable Diffusion WebUI's <c>POST /sdapi/v1/txt2img</c> and <c>/img2img</c>.</summary>
/// <param name="takesPictures">Whether it is the latter.</param>
/// <param name="checkpoints">The models that callers chose beforehand; null: none did.</param>
public sealed class WebUiSurface(bool takesPictures, ChosenCheckpoints? checkpoints) : ISurface
{
    public string Name => takesPictures ? "webui.img2img" : "webui.txt2img";

    public long DecodedAtOnce(long body) => body;

    public Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, in SurfaceContext context)
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;
        var fields = new Fields(document.RootElement, "", new Faults());
        var asked = WebUiFields.Read(fields, takesPictures, context.MostPixels);
        if (fields.Faults.First is { } fault)
            return fault;
        if (takesPictures && asked.Task.Inputs.Count == 0)
            return new Failure(FailureKind.NotFound, "Init image not found") { Param = "init_images" };

        var task = asked.Task;
        var request = context.Begin(
            Name,
            Capability.Image,
            new ReadTask(task.Prompt, new DecodedTask(task, asked.Dropped)),
            null,
            new Peeked { Model = asked.Checkpoint ?? checkpoints?.Of(context.Caller), Backend = asked.Backend },
            images: new ImageDelivery(ImageForm.Inline, context.Origin));
        var begun = context.Clock.GetLocalNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return new SurfaceRequest(request, head => new WebUiWhole(asked, head.Model, begun))
        {
            Work = new PictureWork(takesPictures ? "scripts_img2img" : "scripts_txt2img", begun, task.Count, task.Steps),
        };
    }
}
